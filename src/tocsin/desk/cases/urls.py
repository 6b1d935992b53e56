"""Addresses of a case: its id is random and tells nothing."""

from django.urls import path

from tocsin.desk.cases import views
from tocsin.desk.cases.passing import VERBS

urlpatterns = [
    path("cases/<str:case>", views.page, name="case"),
    path("cases/<str:case>/standing", views.standing, name="case-standing"),
    path("cases/<str:case>/read", views.read, name="case-read"),
    path("cases/<str:case>/print", views.sheet, name="case-print"),
    path("cases/<str:case>/print/read", views.sheet_read, name="case-print-read"),
    path("cases/<str:case>/hints", views.hints, name="case-hints"),
    path("cases/<str:case>/here", views.here, name="case-here"),
    path("cases/<str:case>/left", views.left, name="case-left"),
    path("cases/<str:case>/act", views.act, name="case-act"),
    *(path(f"cases/<str:case>/ask/{verb}", views.pass_on, {"verb": verb}, name=f"case-{verb}") for verb in VERBS),
]
