"""Addresses of the figures."""

from django.urls import path

from tocsin.desk.figures import views

urlpatterns = [
    path("figures", views.page, name="figures"),
    path("figures/write", views.write, name="figures-write"),
]
