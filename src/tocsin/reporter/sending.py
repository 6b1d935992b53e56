"""Send a report, add to one, and upload files: sealed here, resumed after a lost connection, never half a report."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from tocsin.envelope.attachment import Manifest, manifest_payload, read_parts
from tocsin.envelope.compose import compose_addition, compose_report
from tocsin.envelope.errors import BadReport, Fault
from tocsin.envelope.post import Post
from tocsin.envelope.receipt import SECRET, Receipt
from tocsin.envelope.report import AttachmentRef
from tocsin.envelope.seal import seal
from tocsin.reporter.line import Line, LineRefused
from tocsin.reporter.reading import read_replies

Rng = Callable[[int], bytes]
_CLOSED = "closed-epoch"
_DIFFERS = "part-differs"
_TRIES = 3


class WhichDesk(Exception):
    """Nobody but the reporter knows yet which desk the report went to."""

    hint = "Name the desk that you told (tocsin.json lists them), or come back when the first reply is there."


def new_receipt(rng: Rng) -> Receipt:
    """Make a receipt."""
    return Receipt(rng(SECRET))


def send_report(
    line: Line,
    answers: Mapping[str, object],
    identity: Mapping[str, object] | None,
    *,
    receipt: Receipt,
    desk: str = "",
    files: Sequence[Path] = (),
    rng: Rng,
) -> bytes:
    """Send a report to a desk (unless named, the one that reads such answers) and return its envelope id.

    A closed epoch is sealed again to the keys the line names.
    """
    to = desk or line.reading_desk(answers)
    refs = upload_files(line, files, desk=to, rng=rng)

    def compose() -> Post:
        return compose_report(
            answers,
            identity,
            receipt=receipt,
            keys=line.keys,
            desk=to,
            charter=line.facts.charter,
            concerns=line.facts.codes,
            attachments=refs,
            now=line.now(),
            rng=rng,
        )

    return _post(line, compose)


def send_addition(
    line: Line,
    text: str,
    *,
    kind: str = "addition",
    receipt: Receipt,
    desk: str = "",
    files: Sequence[Path] = (),
    rng: Rng,
) -> bytes:
    """Add a text and files to a report; return the addition's envelope id.

    It goes to the desk that the newest reply names, for only that one can open the report it belongs to. Where no
    reply lies yet, `desk` decides; without it `WhichDesk` is raised, since a guess would tell the staff's own desk what
    was meant for the overseer.
    """
    replies = read_replies(line, receipt)
    to = replies[-1].desk if replies else desk
    if not to:
        raise WhichDesk("no reply lies there yet that names the desk")
    refs = upload_files(line, files, desk=to, rng=rng)
    derived = receipt.derive(line.keys.line)

    def compose() -> Post:
        return compose_addition(
            text,
            kind=kind,
            derived=derived,
            keys=line.keys,
            desk=to,
            attachments=refs,
            now=line.now(),
            rng=rng,
        )

    return _post(line, compose)


def upload_files(line: Line, files: Sequence[Path], *, desk: str, rng: Rng) -> list[AttachmentRef]:
    """Upload files, sealed to a desk; too large ones are told before anything is sent."""
    limits, total = line.keys.limits, 0
    for file in files:
        size = file.stat().st_size
        total += size
        if size > limits.file or total > limits.report:
            hint = f"At most {limits.file} bytes a file and {limits.report} a report."
            raise BadReport([Fault(f"attachment {file.name}", "too-large", hint)])
    return [_upload(line, file, desk=desk, rng=rng) for file in files]


def _upload(line: Line, file: Path, *, desk: str, rng: Rng) -> AttachmentRef:
    """Upload one file, from the beginning under a fresh id when the line says that it changed or the week ended."""
    for attempt in range(_TRIES):
        try:
            return _upload_once(line, file, desk=desk, rng=rng)
        except LineRefused as refused:
            if refused.code not in (_CLOSED, _DIFFERS) or attempt == _TRIES - 1:
                raise
            if refused.code == _CLOSED:
                line.take_keys(refused)
    raise AssertionError("unreachable")


def _upload_once(line: Line, file: Path, *, desk: str, rng: Rng) -> AttachmentRef:
    key, identity = line.keys.sealing(desk, line.now()), rng(16)
    digests, digest, size = [], sha256(), 0
    with file.open("rb") as stream:
        for number, part in enumerate(read_parts(stream)):
            sealed = seal(part, [key.recipient], rng=rng)
            line.put_part(identity, number, sealed, desk=key.desk, epoch=key.epoch)
            digests.append(sha256(sealed).digest())
            digest.update(part)
            size += len(part)
    kind = guess_type(file.name)[0] or "application/octet-stream"
    manifest = Manifest(file.name, kind, size, digest.digest(), tuple(digests))
    sealed = seal(manifest_payload(manifest), [key.recipient], rng=rng)
    line.put_part(identity, len(digests), sealed, desk=key.desk, epoch=key.epoch)
    return AttachmentRef(identity, len(digests), sha256(sealed).digest())


def _post(line: Line, compose: Callable[[], Post]) -> bytes:
    for attempt in range(_TRIES):
        post = compose()
        try:
            line.post(post)
        except LineRefused as refused:
            if refused.code != _CLOSED or attempt == _TRIES - 1:
                raise
            line.take_keys(refused)
        else:
            return post.name.envelope_id
    raise AssertionError("unreachable")
