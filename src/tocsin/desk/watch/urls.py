"""Addresses of the roster and of handovers."""

from django.urls import path

from tocsin.desk.watch import handovers, views

urlpatterns = [
    path("roster", views.roster, name="roster"),
    path("roster/plan", views.plan, name="roster-plan"),
    path("roster/ask", views.ask, name="roster-ask"),
    path("roster/duty.ics", views.ics, name="roster-ics"),
    path("roster/<int:duty>/remove", views.remove, name="roster-remove"),
    path("roster/swaps/<int:swap>", views.answer, name="roster-answer"),
    path("handover", handovers.handover, name="handover"),
    path("handover/titles", handovers.titles, name="handover-titles"),
    path("handover/said", handovers.said, name="handover-said"),
    path("handover/say", handovers.say, name="handover-note"),
    path("handover/say/<str:case>", handovers.say, name="handover-say"),
    path("handover/give", handovers.give, name="handover-give"),
    path("handover/<int:handover>/confirm", handovers.confirm, name="handover-confirm"),
    path("handover/<int:handover>/withdraw", handovers.withdraw, name="handover-withdraw"),
    path("handover/<int:handover>/<str:case>/take", handovers.take, name="handover-take"),
    path("handover/<int:handover>/<str:case>/leave", handovers.leave, name="handover-leave"),
]
