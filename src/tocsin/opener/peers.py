"""Who is at the other end of a socket, as the kernel says; and sockets that nobody else may connect to."""

import asyncio
import os
import socket
import struct
from pathlib import Path

from tocsin.exchange.sockets import short_path

_PEER = struct.Struct("3i")


def peer_uid(writer: asyncio.StreamWriter) -> int:
    """Return the user of the process at the other end."""
    peer: socket.socket = writer.get_extra_info("socket")
    _, uid, _ = _PEER.unpack(peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
    return int(uid)


def listen(path: Path, *, group: int | None = None) -> socket.socket:
    """Listen at a path for this user alone, or for a group too; from its first moment nobody else may connect."""
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        listening.bind(short_path(path))
    finally:
        os.umask(before)
    if group is not None:
        os.chown(path, -1, group)
        path.chmod(0o660)
    return listening
