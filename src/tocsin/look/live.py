"""What keeps a line from going live."""


class NotLive(Exception):
    """The line does not go live like this; each kind says why, and what to do."""

    hint: str
