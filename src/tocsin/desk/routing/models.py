"""What was decided about whom a case is for: rows are added and never changed, so that it can be told years later."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tocsin.desk.cases.models import Case


class Decision(models.Model):
    """One decision on one case, by rule or by a person. The one that no other supersedes stands."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    decided = models.DateField()
    decided_by = models.CharField(max_length=8)  # rule, person
    officer = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=16, blank=True)  # a person's, as a code
    charter = models.CharField(max_length=64)  # the ruleset's version
    rule = models.CharField(max_length=16)
    concern = models.CharField(max_length=64)
    desk = models.CharField(max_length=32)
    lead = models.CharField(max_length=64, blank=True)
    informed = models.JSONField(default=list)
    transfers = models.JSONField(default=list)  # [who must, to whom]
    remits = models.JSONField(default=list)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(supersedes=None), name="decided_first_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["rule", "case"], name="decided_by_rule")]

    def __str__(self) -> str:
        return f"{self.lead or self.rule} {self.case_id}"
