"""Addresses of the roster and of handovers."""

from django.urls import path

from tocsin.desk.watch import views

urlpatterns = [
    path("roster", views.roster, name="roster"),
    path("roster/plan", views.plan, name="roster-plan"),
    path("roster/ask", views.ask, name="roster-ask"),
    path("roster/duty.ics", views.ics, name="roster-ics"),
    path("roster/<int:duty>/remove", views.remove, name="roster-remove"),
    path("roster/swaps/<int:swap>", views.answer, name="roster-answer"),
]
