"""Where a process may listen: a demonstration, whose keys everybody knows, on this machine alone."""

from ipaddress import ip_address

from tocsin.look.live import NotLive


class NotLoopback(NotLive):
    """A demonstration was asked to listen where others can reach it."""

    hint = "A demonstration listens on localhost alone. Make a real line with: tocsin init"


def check_host(host: str, *, demonstration: bool) -> str:
    """Return the address to listen on; a demonstration's must be loopback."""
    address = "127.0.0.1" if host == "localhost" else host
    if demonstration and not ip_address(address).is_loopback:
        raise NotLoopback(f"a demonstration does not listen on {host}")
    return address
