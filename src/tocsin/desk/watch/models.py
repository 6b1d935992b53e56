"""The roster, handovers, and that somebody was woken: names and times of officers' work, never a word about a case."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tocsin.desk.cases.models import Case
from tocsin.desk.staff.models import Officer

OPEN = "open"


class Duty(models.Model):
    """An officer is on duty from one moment to another, and is woken first."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    begins = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="duty_ends_after_it_begins"),
            models.UniqueConstraint(fields=["officer", "begins"], name="on_duty_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["begins", "ends"], name="roster")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.begins}"


class Swap(models.Model):
    """Somebody asks a colleague to take a duty, perhaps for one of theirs. It becomes so when the colleague agrees."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="swaps")
    against = models.ForeignKey(Duty, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    asker = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    asked = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=16, default=OPEN)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state=OPEN), name="asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.state}"


class Handover(models.Model):
    """At the end of a shift somebody hands cases to a colleague; it is over when the colleague confirmed it."""

    giver = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=16, default=OPEN)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["giver", "taker"], condition=Q(state=OPEN), name="handed_over_once")
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} {self.taker_id} {self.state}"


class Handed(models.Model):
    """One case of a handover: offered, taken, or kept by who had it. What is said about it lies with the opener."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=16, default="offered")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["handover", "case"], name="handed_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Entry(models.Model):
    """What somebody did to the roster or a handover, in codes: the book of the watch."""

    officer = models.CharField(max_length=64)
    act = models.CharField(max_length=24)
    about = models.CharField(max_length=96, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.act} {self.about}"


class Ring(models.Model):
    """Somebody was woken, told, not reached, or it was over. The day only: the hour would be that of a report."""

    day = models.DateField()
    act = models.CharField(max_length=16)
    officer = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.act} {self.officer}"
