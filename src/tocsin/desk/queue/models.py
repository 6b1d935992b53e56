"""Views that somebody saved: filters in codes, and a name."""

from typing import ClassVar

from django.db import models

from tocsin.desk.staff.models import Officer


class View(models.Model):
    """A saved view, an officer's own or shared with all. Its address is its number, which tells nothing."""

    name = models.CharField(max_length=40)
    owner = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    shared = models.BooleanField(default=False)
    filters = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "name"], name="named_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
