"""The tree of areas, in the order in which the charter names them."""

from collections.abc import Iterable, Iterator, Mapping

from tocsin.charter.directory.model import Area


class Areas:
    """`order`: every area, each after the one it lies in; `""` alone where the charter has none."""

    def __init__(self, areas: Mapping[str, Area]) -> None:
        self._areas = areas
        self.below: dict[str, list[str]] = {}
        for area in areas.values():
            self.below.setdefault(area.parent, []).append(area.code)
        self.root = self.below[""][0] if areas else ""
        self.order = tuple(self._walk(self.root))

    def parent(self, code: str) -> str:
        """Return the area that one lies in; empty for the one that all others lie in."""
        return self._areas[code].parent if code in self._areas else ""

    def name(self, code: str, language: str) -> str:
        """Return an area's name."""
        return self._areas[code].name[language] if code in self._areas else ""

    def topmost(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return those areas that lie in none of the others."""
        held = set(codes)
        return tuple(code for code in codes if not self._inside(code, held))

    def _inside(self, code: str, held: set[str]) -> bool:
        while code := self.parent(code):
            if code in held:
                return True
        return False

    def _walk(self, code: str) -> Iterator[str]:
        yield code
        for child in self.below.get(code, ()) if code else ():
            yield from self._walk(child)
