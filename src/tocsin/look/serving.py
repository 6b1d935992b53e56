"""Serve an ASGI application from one process: no access log, no address anywhere, and a clean end on SIGTERM."""

import asyncio
import gc
import os
import signal
import sys
from typing import NoReturn

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from starlette.types import ASGIApp

_SETTINGS = HTTP1Settings(header_read_timeout=15_000, keep_alive=True)


def serve(app: ASGIApp, *, host: str, port: int) -> NoReturn:
    """Serve until SIGTERM or SIGINT; requests that have begun are answered first. The process ends here.

    The server's threads may still ask for the interpreter. CPython ends a thread that asks while it is being torn down
    by unwinding it, which Rust forbids: about one end in twelve under load was a panic. By now everything is closed
    and durable, so nothing is torn down at all.
    """
    os.umask(0o027)
    # What is loaded now lives as long as the process: the collector need not walk it again for every few posts.
    gc.collect()
    gc.freeze()
    asyncio.run(_serve(app, host, port))
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


async def _serve(app: ASGIApp, host: str, port: int) -> None:
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
        log_access=False,
        backlog=1024,
        http1_settings=_SETTINGS,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()
