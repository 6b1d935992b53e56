"""Addresses of a case's export."""

from django.urls import path

from tocsin.desk.exporting import views

urlpatterns = [
    path("cases/<str:case>/export", views.page, name="case-export"),
    path("cases/<str:case>/export/look", views.look, name="export-look"),
    path("cases/<str:case>/export/waits", views.waits, name="export-waits"),
    path("cases/<str:case>/export/proposals", views.proposals, name="export-proposals"),
    path("cases/<str:case>/export/propose", views.propose, name="export-propose"),
    *(
        path(f"cases/<str:case>/export/{verb}", views.decide, {"verb": verb}, name=f"export-{verb}")
        for verb in ("confirm", "decline")
    ),
    path("cases/<str:case>/export/begin", views.begin, name="export-begin"),
    path("cases/<str:case>/export/part", views.part, name="export-part"),
]
