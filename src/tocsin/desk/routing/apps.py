"""The room hears of new reports in the feed's own transaction, and is offered every export."""

from django.apps import AppConfig


class Routing(AppConfig):
    """The room."""

    name = "tocsin.desk.routing"

    def ready(self) -> None:
        """Listen."""
        from tocsin.desk.cases import following  # noqa: PLC0415 - models can be loaded only once Django is set up
        from tocsin.desk.exporting.carrying import carry  # noqa: PLC0415 - the same
        from tocsin.desk.routing.carrying import Carrying  # noqa: PLC0415 - the same
        from tocsin.desk.routing.deciding import passed_on, take  # noqa: PLC0415 - the same

        following.hear("report", take)
        following.hear("case", take)
        following.hear("referral", passed_on)
        carry(Carrying())
