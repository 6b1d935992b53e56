"""Ask a line's address for what it published: two names that everybody asks for, and nothing of the file."""

import urllib.error
import urllib.request
from urllib.parse import urlsplit

from tocsin.verifier.evidence import CannotTell

_LARGEST = 16 * 1024 * 1024
_PATIENCE = 30  # seconds


class NotAnAddress(Exception):
    """What was given for an address is none."""

    hint = "An address begins with https:// or, for an onion service or this machine, with http://."


class Address:
    """A line's address; called with a path, it returns what is there."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise NotAnAddress(f"{url} is not an address")
        self._origin = f"{parts.scheme}://{parts.netloc}"

    def __call__(self, path: str) -> bytes:
        """Return the bytes of a path; no answer, or too long a one, raises `CannotTell`."""
        request = urllib.request.Request(self._origin + path, headers={"User-Agent": "tocsin-verify"})  # noqa: S310 - http and https alone, checked above
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - as above
                data: bytes = answer.read(_LARGEST + 1)
        except (OSError, urllib.error.URLError, ValueError) as error:
            raise CannotTell(f"no answer to {path} ({type(error).__name__})") from None
        if len(data) > _LARGEST:
            raise CannotTell(f"{path} is longer than any list of files")
        return data
