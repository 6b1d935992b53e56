"""A directory prepared for being asked: every look-up that resolution needs is a dictionary, made once per charter."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from tocsin.charter.directory.model import Area, Authority, ContactPoint, Directory, Remit, Standing

Remits = tuple[Remit, ...]


class Routes:
    """What the directory says, by area and concern; in the order in which it counts, whatever order it was written in.

    `lineage`: an area and those it lies in, nearest first. `active`: an authority or whose part it has become, None
    where nobody follows. `above`: an active authority and those over it. `points`: what may be shown of it.
    """

    def __init__(self, directory: Directory) -> None:
        self.root = directory.root
        self.lineage = {code: tuple(lineage(directory.areas, code)) for code in directory.areas}
        self.active = {id_: active(directory.authorities, id_) for id_ in directory.authorities}
        self.above = {a.id: tuple(self._above(directory, a)) for a in directory.authorities.values()}
        self.points = _points(directory.contacts.values())
        self._at = _by_place(directory.remits)

    def at(self, area: str, concern: str) -> Remits:
        """Return the remits of exactly this area, highest precedence first, then by id."""
        return self._at.get(area, {}).get(concern, ())

    def places(self) -> Mapping[str, Mapping[str, Remits]]:
        """Return area -> concern -> remits, of every area that a remit names."""
        return self._at

    def _above(self, directory: Directory, authority: Authority) -> Iterator[Authority]:
        seen: set[str] = set()
        above: Authority | None = authority
        while above and above.id not in seen:
            seen.add(above.id)
            current = self.active.get(above.id)
            if current and (current is above or current.id not in seen):
                seen.add(current.id)
                yield current
            # Where an office was closed, the way up goes on from the one it was under.
            above = directory.authorities.get((current or above).parent)


@lru_cache(maxsize=8)
def routes_of(directory: Directory) -> Routes:
    """Return a directory's routes, prepared when it is first asked."""
    return Routes(directory)


def lineage(areas: Mapping[str, Area], code: str) -> Iterator[str]:
    """Yield an area and those it lies in; ends also where areas lie in each other in a circle."""
    seen: set[str] = set()
    while code in areas and code not in seen:
        seen.add(code)
        yield code
        code = areas[code].parent


def active(authorities: Mapping[str, Authority], id_: str) -> Authority | None:
    """Return the authority, or the active one that it has become a part of; None where there is none."""
    seen: set[str] = set()
    while id_ in authorities and id_ not in seen:
        seen.add(id_)
        authority = authorities[id_]
        if authority.standing is Standing.ACTIVE:
            return authority
        id_ = authority.successor if authority.standing is Standing.MERGED else ""
    return None


def _points(contacts: Iterable[ContactPoint]) -> dict[str, tuple[ContactPoint, ...]]:
    found: dict[str, list[ContactPoint]] = {}
    for point in sorted((p for p in contacts if p.shown), key=lambda p: p.id):
        found.setdefault(point.authority, []).append(point)
    return {authority: tuple(points) for authority, points in found.items()}


def _by_place(remits: Iterable[Remit]) -> dict[str, dict[str, Remits]]:
    found: dict[str, dict[str, list[Remit]]] = {}
    for remit in sorted(remits, key=lambda r: (-r.precedence, r.id)):
        for area in remit.areas:
            here = found.setdefault(area, {})
            for concern in remit.concerns:
                here.setdefault(concern, []).append(remit)
    return {area: {concern: tuple(rs) for concern, rs in here.items()} for area, here in found.items()}
