"""How an authority is reached, as it is shown: only what is confirmed and public, what fits the reader first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tocsin.charter.directory.model import CALLS, ContactPoint
from tocsin.charter.directory.reaching import is_fresh
from tocsin.charter.hours import DaysThatCount
from tocsin.charter.model import Charter
from tocsin.look.rendering import write_day
from tocsin.look.texts import catalogue, locale
from tocsin.press.guide.weeks import WeekShown, week_shown

_SIGNS = {"form": "tell", "web": "web", "email": "mail", "post": "mail", "api": "web", "chat": "chat", "sms": "chat"}
_SCHEMES = {"phone": "tel:", "tty": "tel:", "sms": "sms:", "email": "mailto:", "web": "", "api": ""}


@dataclass(frozen=True)
class Channel:
    """A contact point as a reader of one language sees it on one day."""

    id: str
    channel: str
    kind: str
    sign: str
    value: str
    href: str
    ltr: bool
    speaks: bool
    languages: tuple[str, ...]
    anonymous: bool
    two_way: bool
    files: bool
    reply: str
    always: str
    week: WeekShown | None
    assured_on: str
    assured_by: str
    assured_day: str
    stale: bool


@dataclass(frozen=True)
class Reader:
    """For whom, and on which day, a page is made."""

    charter: Charter
    language: str
    today: date
    calendars: Mapping[str, DaysThatCount]

    def channels(self, points: tuple[ContactPoint, ...], desk: str) -> list[Channel]:
        """Return channels: those that speak the reader's language, then those that ask for no name, come first."""
        shown = [self._channel(point, desk) for point in points if point.shown]
        return sorted(shown, key=lambda each: (not each.speaks, not each.anonymous, each.week is not None))

    def kind(self, channel: str) -> str:
        """Return what a channel is called."""
        _ = catalogue(self.language).gettext
        return {
            "form": _("The form of this line"),
            "web": _("Website"),
            "email": _("E-mail"),
            "post": _("Letter"),
            "api": _("For programs"),
            "phone": _("Telephone"),
            "tty": _("Text telephone (TTY)"),
            "sms": _("Text message (SMS)"),
            "chat": _("Account in a messaging app"),
            "in_person": _("In person"),
        }[channel]

    def form(self, desk: str) -> str:
        """Return where the form to a desk of the line is."""
        return f"/{self.language}/{'overseer' if desk == self.charter.line.overseer else 'report'}"

    def _channel(self, point: ContactPoint, desk: str) -> Channel:
        _ = catalogue(self.language)
        calls = point.channel in CALLS
        always = _.gettext("Day and night") if calls else _.gettext("Takes messages at any hour")
        replies = _.ngettext("Answers within %(num)s hour", "Answers within %(num)s hours", point.reply_hours)
        return Channel(
            id=point.id,
            channel=point.channel,
            kind=self.kind(point.channel),
            sign="phone" if calls and point.channel != "sms" else _SIGNS.get(point.channel, "place"),
            value=point.value.get(self.language, ""),
            href=self._href(point, desk),
            ltr=point.channel in _SCHEMES,
            speaks=point.speaks(self.language),
            languages=tuple(self._languages(point)),
            anonymous=point.anonymous_ok,
            two_way=point.two_way,
            files=point.accepts_media,
            reply=replies % {"num": point.reply_hours} if point.reply_hours else "",
            always="" if point.hours else always,
            week=week_shown(point.hours, self.calendars, self.today, self.language) if point.hours else None,
            assured_on=write_day(point.assured.on, self.language) if point.assured else "",
            assured_by=point.assured.by if point.assured else "",
            assured_day=point.assured.on.isoformat() if point.assured else "",
            stale=not is_fresh(point.assured, self.today),
        )

    def _href(self, point: ContactPoint, desk: str) -> str:
        if point.channel == "form":
            return self.form(desk)
        if point.channel not in _SCHEMES:
            return ""
        value = point.value[self.language]
        return _SCHEMES[point.channel] + (value if point.channel in ("web", "api", "email") else value.replace(" ", ""))

    def _languages(self, point: ContactPoint) -> Iterator[str]:
        for tag in point.languages:
            yield locale(tag).get_display_name(locale(self.language)) or tag
