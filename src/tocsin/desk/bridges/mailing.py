"""One archive in one message, over SMTP (RFC 5321), step by step, so that it is known where it failed.

What fails before the content went is surely not there, and is tried again. What fails while it went may have arrived:
it is not tried again, for a report that comes twice is a case that is opened twice.
"""

import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tocsin.desk.bridges.account import Account
from tocsin.exchange.outgoing import Letter

TIMEOUT = 60.0  # seconds
LARGEST = 18 * 1024 * 1024  # of an archive; most servers take messages of 25 MiB, and base64 makes it a third larger
_REFUSED = 500  # from here on an SMTP answer is for good


class NotSent(Exception):
    """It is certain that nobody has it; `again`: it may be tried later."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.reason, self.again = reason, again


class Unsure(Exception):
    """The connection ended while the content went: somebody may have it."""


def message(letter: Letter, archive: bytes, account: Account, *, now: datetime) -> EmailMessage:
    """Return the message; its id is the letter's name, so that one that came twice is seen to be one."""
    found = EmailMessage(policy=SMTP)
    found["From"], found["To"], found["Subject"] = account.sender, letter.to, letter.subject
    # Midnight: the hour would tell when somebody works on it.
    found["Date"] = format_datetime(now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
    found["Message-ID"] = f"<{letter.name}@{account.sender.rpartition('@')[2]}>"
    found["Auto-Submitted"] = "auto-generated"
    found.set_content(letter.text)
    found.add_attachment(archive, "application", "octet-stream", filename=f"{letter.name}.age")
    return found


def send(letter: Letter, archive: bytes, account: Account, *, now: datetime) -> None:
    """Send; returns once the server has taken it over. Raises `NotSent` or `Unsure`."""
    if len(archive) > LARGEST:
        raise NotSent("too-large", again=False)
    try:
        content = message(letter, archive, account, now=now).as_bytes()
    except ValueError:
        raise NotSent("unreadable", again=False) from None  # an address that is none
    try:
        server = _connect(account)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent("away", again=True) from error
    with server:
        try:
            _check(server.mail(account.sender))
            _check(server.rcpt(letter.to))
            _check(server.docmd("DATA"), wanted=354)
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent("away", again=True) from error
        except ValueError:
            raise NotSent("unreadable", again=False) from None  # an address that is none
        try:
            server.send(_dotted(content))
            code, _ = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Unsure from error
        _check((code, b""))


def _connect(account: Account) -> smtplib.SMTP:
    context, here = ssl.create_default_context(), "localhost"  # our own name would tell more than the address does
    server: smtplib.SMTP
    if account.security == "tls":
        server = smtplib.SMTP_SSL(account.host, account.port, here, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(account.host, account.port, here, timeout=TIMEOUT)
    try:
        if account.security == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if account.user:
            server.login(account.user, account.password)
    except BaseException:
        server.close()
        raise
    return server


def _check(answer: tuple[int, bytes], wanted: int = 250) -> None:
    code, _ = answer  # the words of the answer may quote an address
    if code // 10 != wanted // 10:
        raise NotSent("refused" if code >= _REFUSED else "away", again=code < _REFUSED)


def _dotted(content: bytes) -> bytes:
    """Return the content as DATA carries it: lines end with CRLF, a dot that begins one is doubled."""
    lines = content.replace(b"\r\n", b"\n").split(b"\n")
    body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")
