"""What was decided about whom a case is for: rows are added and never changed, so that it can be told years later."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tocsin.desk.cases.models import Case
from tocsin.desk.routing.rules import SendState


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


class Dispatch(models.Model):
    """One office outside the line that has a part in a case, and how far handing on to it has come."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dispatches")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")  # the one that stands for it
    authority = models.CharField(max_length=64)
    role = models.CharField(max_length=16)
    contact = models.CharField(max_length=64, blank=True)  # the contact point, by its id in the charter
    channel = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=32, unique=True)  # random: what a sealed archive and its message are called
    state = models.CharField(max_length=16, default=SendState.UNPROCESSED)
    claimed_until = models.DateTimeField(null=True, blank=True)  # while it is processed
    fail_count = models.PositiveIntegerField(default=0)
    fail_reason = models.CharField(max_length=24, blank=True)  # a code
    owed = models.DateField()  # since when: the day of the decision
    sent = models.DateField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)
    what = models.CharField(max_length=8, blank=True)  # case, rewrite, word
    officer = models.CharField(max_length=64, blank=True)  # who handed it on, or decided not to
    acknowledged = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=40, blank=True)  # the other office's own number

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "authority"], name="handed_on_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "owed"], name="to_hand_on")]

    def __str__(self) -> str:
        return f"{self.authority} {self.state} {self.case_id}"
