"""Which exports wait for somebody: what the opener's list of proposals said last, so that a page can point to it."""

from typing import ClassVar

from django.db import models

from tocsin.desk.cases.models import Case


class Waiting(models.Model):
    """An export that was proposed and not yet fetched. To whom, what and why stand in the opener's proposal alone."""

    proposal = models.CharField(primary_key=True, max_length=64)  # SHA-256 of what is signed
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    officer = models.CharField(max_length=64)  # who proposed it, and may fetch it
    confirmed_by = models.CharField(max_length=64, blank=True)
    expires = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["expires"], name="exports_wait")]

    def __str__(self) -> str:
        return self.proposal
