"""The room hears in the feed's own transaction that a case was passed on, or came."""

from django.apps import AppConfig


class Referring(AppConfig):
    """The room."""

    name = "tocsin.desk.referring"

    def ready(self) -> None:
        """Listen."""
        from tocsin.desk.cases import following  # noqa: PLC0415 - models can be loaded only once Django is set up
        from tocsin.desk.referring.hearing import take  # noqa: PLC0415 - the same

        following.hear("referral", take)
