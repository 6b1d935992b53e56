"""Addresses of the supervisors' page."""

from django.urls import path

from tocsin.desk.officers import views

urlpatterns = [
    path("officers", views.page, name="officers"),
    path("officers/people", views.people, name="officers-people"),
    path("officers/proposals", views.proposals, name="officers-proposals"),
    path("officers/propose", views.propose, name="officers-propose"),
    path("officers/confirm", views.confirm, name="officers-confirm"),
    path("officers/decline", views.decline, name="officers-decline"),
]
