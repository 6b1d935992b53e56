"""Addresses of routing."""

from django.urls import path

from tocsin.desk.routing import views

urlpatterns = [
    path("cases/<str:case>/routing", views.page, name="case-routing"),
    path("handing-on", views.tasks, name="handing-on"),
    *(
        path(f"cases/<str:case>/routing/<int:dispatch>/{name}", getattr(views, name), name=f"routing-{name}")
        for name in ("hand", "acknowledge", "skip")
    ),
    path("cases/<str:case>/routing/decide", views.decide, name="routing-decide"),
]
