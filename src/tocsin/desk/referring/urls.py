"""Addresses of passing on."""

from django.urls import path

from tocsin.desk.referring import views

urlpatterns = [
    path("cases/<str:case>/refer", views.page, name="case-refer"),
    *(
        path(f"cases/<str:case>/refer/{verb}", views.act, {"verb": verb}, name=f"refer-{verb}")
        for verb in ("refer", "accept", "return")
    ),
]
