"""What the pages of signing in show besides their form."""

from functools import partial
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest


def announced(request: HttpRequest) -> dict[str, Any]:
    """Return what an earlier step has to say; read by the page that shows it, and gone then."""
    return {"announced": partial(get_messages, request)}
