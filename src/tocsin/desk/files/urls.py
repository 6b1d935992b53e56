"""Addresses of what came with a case: all are posts, since each is a logged opening, and none can be a link."""

from django.urls import path

from tocsin.desk.files import views

urlpatterns = [
    path("cases/<slug:case>/files/<slug:attachment>/preview", views.preview, name="file-preview"),
    path("cases/<slug:case>/files/<slug:attachment>/copy", views.copy, name="file-copy"),
    path("cases/<slug:case>/files/<slug:attachment>/text", views.text, name="file-text"),
    path("cases/<slug:case>/files/<slug:attachment>/original", views.original, name="file-original"),
]
