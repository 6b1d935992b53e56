"""Addresses of the queue."""

from django.urls import path

from tocsin.desk.queue import views

urlpatterns = [
    path("", views.queue, name="queue"),
]
