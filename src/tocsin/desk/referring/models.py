"""Where a case went and whence it came, in codes and days; why and with which words stands sealed with the opener."""

from typing import ClassVar

from django.db import models

from tocsin.desk.cases.models import Case


class Referral(models.Model):
    """One passing on of a case, out of this desk or into it, as the opener said last."""

    id = models.CharField(primary_key=True, max_length=32)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    way = models.CharField(max_length=3)
    desk = models.CharField(max_length=32)  # the other one
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=16)
    day = models.DateField()
    times = models.PositiveSmallIntegerField()  # how often its reports were passed on

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["way", "state"], name="referrals_wait")]

    def __str__(self) -> str:
        return self.id
