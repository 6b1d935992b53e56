"""What the desk's own database knows of a case: nothing that was told, nothing that was written about it.

Titles, notes, findings and everything else in words is kept by the opener under the case's key. Every column that
stands here is listed with its reason in `docs/clear-columns.md`, and a test compares.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tocsin.desk.staff.models import Officer

HANDED = (
    ("to_transfer", "transferred"),
    ("transferred", "transfer_acknowledged"),
    ("to_refer", "referred"),
    ("referred", "accepted"),
)


def _handed(begun: str, ended: str) -> models.Index:
    """Return the stream of the queue in which cases wait from one of these days for the next."""
    waiting = Q(closed=None, **{f"{begun}__isnull": False, ended: None})
    return models.Index(fields=["urgent", begun, "number"], condition=waiting, name=f"waits_{ended}"[:30])


class Case(models.Model):
    """One case. `number` is its place in the opener's feed: it orders, and is never shown."""

    id = models.CharField(primary_key=True, max_length=16)
    number = models.PositiveBigIntegerField()
    received = models.DateField()
    concern = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    compartment = models.CharField(max_length=32, blank=True)
    reports = models.PositiveIntegerField(default=1)
    attachments = models.PositiveIntegerField(default=0)
    additions = models.PositiveIntegerField(default=0)
    protection = models.BooleanField(default=False)  # somebody asks for protection, or reports retaliation
    withdrawn = models.BooleanField(default=False)
    unseen = models.BooleanField(default=True)  # something came that nobody has read yet
    state = models.CharField(max_length=16, default="new")
    told = models.CharField(max_length=16, default="received")  # the state that the reporter sees
    urgency = models.CharField(max_length=16, default="Unknown")
    urgent = models.PositiveSmallIntegerField(default=3)  # the urgency's place in the order, to sort by
    source_grade = models.CharField(max_length=1, blank=True)
    content_grade = models.CharField(max_length=1, blank=True)
    outcome = models.CharField(max_length=24, blank=True)
    rewrite = models.CharField(max_length=8, blank=True)  # how far the source-protecting rewrite has come
    assigned = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered = models.DateField(null=True, blank=True)  # first answer by a person
    last_answered = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    assessed = models.DateField(null=True, blank=True)  # source and content graded
    last_reviewed = models.DateField(null=True, blank=True)  # read by a second officer
    promised = models.DateField(null=True, blank=True)  # when the reporter hears next, as the last answer said
    # What other offices have a part in, as the room above says it last (the charter's clocks name these days).
    to_transfer = models.DateField(null=True, blank=True)
    transferred = models.DateField(null=True, blank=True)
    transfer_acknowledged = models.DateField(null=True, blank=True)
    to_refer = models.DateField(null=True, blank=True)
    referred = models.DateField(null=True, blank=True)
    accepted = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # The streams of the queue (queue/streams.py), each in its own order.
            models.Index(
                fields=["urgent", "received", "number"], condition=Q(closed=None, answered=None), name="unanswered"
            ),
            models.Index(fields=["urgent", "received", "number"], condition=Q(closed=None), name="open"),
            models.Index(
                fields=["urgent", "assessed", "number"],
                condition=Q(closed=None, assessed__isnull=False, last_reviewed=None),
                name="to_review",
            ),
            models.Index(
                fields=["urgent", "promised", "number"],
                condition=Q(closed=None, promised__isnull=False),
                name="promised",
            ),
            models.Index(
                fields=["urgent", "number"],
                condition=Q(closed=None, assessed__isnull=False, last_answered__gte=F("assessed")),
                name="fed_back",
            ),
            *(_handed(begun, ended) for begun, ended in HANDED),
            models.Index(fields=["-closed", "-number"], condition=Q(closed__isnull=False), name="closed"),
            models.Index(fields=["assigned", "state", "urgent", "number"], name="own_queue"),
            models.Index(fields=["number"], name="arrival"),
        ]

    def __str__(self) -> str:
        return self.id


class Report(models.Model):
    """One report, by its random id: it is in one case or in several, and none of them owns it."""

    id = models.CharField(primary_key=True, max_length=32)
    received = models.DateField()

    def __str__(self) -> str:
        return self.id


class Holding(models.Model):
    """A case holds a report. The opener keeps the link itself, with who made it and why; this is what it said last."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    report = models.ForeignKey(Report, on_delete=models.CASCADE)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "report"], name="held_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.report_id}"


class Recusal(models.Model):
    """An officer for whom a case does not exist."""

    officer = models.CharField(max_length=64)
    case = models.ForeignKey(Case, on_delete=models.CASCADE)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["officer", "case"], name="recused_once")
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.case_id}"


class Event(models.Model):
    """What somebody did to a case, in codes: which fields from what to what, so that it can be undone and told."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    officer = models.CharField(max_length=64)
    act = models.CharField(max_length=24)
    was = models.JSONField(default=dict)  # {"urgency": "Unknown"}
    became = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "at"], name="story")]

    def __str__(self) -> str:
        return f"{self.act} {self.case_id}"


class OpenEnd(models.Model):
    """What another room still has to do before a case may close. A room above registers it; this one knows no room."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="open_ends")
    room = models.CharField(max_length=32)
    code = models.CharField(max_length=32)  # what it waits for: the room has words for it

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "room", "code"], name="open_once")
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.code} {self.case_id}"


class Presence(models.Model):
    """Who has a case open now, so that two do not answer the same reporter. One that is a minute old counts no more."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["officer"], name="in_one_place")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.case_id}"


class FeedMark(models.Model):
    """How far the opener's feed was read; one row, claimed by a conditional update so that no event counts twice."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    after = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="one_mark")
        ]

    def __str__(self) -> str:
        return str(self.after)
