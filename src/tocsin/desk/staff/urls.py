"""Addresses of signing in, and of an officer's own pages."""

from allauth.account.views import login, logout
from django.urls import path

from tocsin.desk.staff import languages, views

urlpatterns = [
    path("style.css", views.style, name="style"),
    path("language", languages.choose, name="language"),
    path("shift", views.shift, name="shift"),
    path("sign-in", login, name="account_login"),
    path("sign-out", logout, name="account_logout"),
]
