"""Addresses that pass on what a browser signed."""

from django.urls import path

from tocsin.desk.asking import views

urlpatterns = [
    path("hello", views.hello, name="ask-hello"),
    path("shift", views.shift, name="ask-shift"),
]
