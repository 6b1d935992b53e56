"""Addresses of routing."""

from django.urls import path

from tocsin.desk.routing import views

urlpatterns = [
    path("cases/<str:case>/routing", views.page, name="case-routing"),
    path("cases/<str:case>/routing/decide", views.decide, name="routing-decide"),
]
