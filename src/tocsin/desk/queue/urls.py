"""Addresses of the queue. None holds a word that somebody wrote."""

from django.urls import path

from tocsin.desk.queue import bulk, glancing, views

urlpatterns = [
    path("", views.queue, name="queue"),
    path("views", views.keep, name="views"),
    path("views/<int:view>/end", views.end_view, name="end_view"),
    path("views/<slug:view>", views.queue, name="view"),
    path("queue/rows", views.piece, name="queue_rows"),
    path("queue/act", bulk.act, name="queue_act"),
    path("queue/undo", bulk.undo, name="queue_undo"),
    path("queue/glance", glancing.glance, name="queue_glance"),
    path("queue/pulse", views.pulse, name="queue_pulse"),
]
