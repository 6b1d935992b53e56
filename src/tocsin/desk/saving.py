"""`tocsin-desk attachment`: a stranger's file, part by part, to where its officer says."""

import argparse
import base64
import os
from datetime import UTC, datetime
from typing import Any

from tocsin.desk.asking.client import Opener


def save(opener: Opener, options: argparse.Namespace) -> dict[str, Any]:
    """Write an attachment part by part into a new file that its owner alone reads."""
    number = parts = size = 0
    descriptor = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            while number == 0 or number < parts:
                words = {"attachment": options.attachment, "part": number}
                now = datetime.now(UTC)
                answer = opener.ask("attachment", now=now, case=options.case, reason=options.reason, **words)
                size += file.write(base64.b64decode(answer["content"]))
                parts, number = answer["parts"], number + 1
    except BaseException:
        options.out.unlink()
        raise
    return {"file": str(options.out), "size": size}
