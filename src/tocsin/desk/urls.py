"""Every address of the desk; a test walks them all and fails on one that names no permission."""

from django.urls import include, path

urlpatterns = [
    path("", include("tocsin.desk.queue.urls")),
    path("", include("tocsin.desk.cases.urls")),
    path("", include("tocsin.desk.staff.urls")),
    path("", include("tocsin.desk.watch.urls")),
    path("", include("tocsin.desk.officers.urls")),
    path("ask/", include("tocsin.desk.asking.urls")),
    path("", include("tocsin.desk.files.urls")),
    path("", include("tocsin.desk.exporting.urls")),
    path("", include("tocsin.desk.routing.urls")),
    path("", include("tocsin.desk.figures.urls")),
    path("", include("tocsin.desk.referring.urls")),
]
