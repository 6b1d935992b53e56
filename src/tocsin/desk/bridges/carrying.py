"""Which letter is carried when: each is taken first, tried again after 5 and 30 minutes, and answered in every case."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.desk.bridges.mailing import NotSent, Unsure
from tocsin.envelope.errors import NotCanonical
from tocsin.exchange.outgoing import FAILED, SENT, Carried, Letter, look, names, put_back, take, tell

PAUSES = (5 * 60.0, 30 * 60.0)  # seconds between tries, as FixMyStreet has them; then it failed
Send = Callable[[Letter, bytes], None]


@dataclass
class Carrying:
    """The letters of one desk. `send` raises `NotSent` or `Unsure`."""

    folder: Path
    send: Send
    _tries: dict[str, int] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)

    def begin(self) -> None:
        """Answer for what was taken when this process ended the last time: it may have arrived."""
        for name in names(self.folder, "taken"):
            if not (self.folder / f"{name}.told").exists():
                tell(self.folder, Carried(name, FAILED, "interrupted"))

    def step(self, now: float) -> None:
        """Carry what is due; `now` in seconds of any steady clock."""
        for name in names(self.folder, "json"):
            if now >= self._next.get(name, now) and self._is_mail(name):
                self._carry(name, now)

    def _is_mail(self, name: str) -> bool:
        """Tell whether it is ours to carry; one for a folder is for the operator's own carrier."""
        try:
            return look(self.folder / f"{name}.json", Letter).channel == "email"
        except FileNotFoundError:
            return False
        except NotCanonical:
            return True  # taken, and answered as unreadable

    def _carry(self, name: str, now: float) -> None:
        try:
            letter = take(self.folder, name)
            if letter is None:
                return
            self.send(letter, (self.folder / f"{name}.age").read_bytes())
        except NotSent as error:
            self._again(name, error, now)
        except Unsure:
            self._tell(Carried(name, FAILED, "unsure"))
        except (NotCanonical, FileNotFoundError):
            self._tell(Carried(name, FAILED, "unreadable"))
        else:
            self._tell(Carried(name, SENT))

    def _again(self, name: str, error: NotSent, now: float) -> None:
        tries = self._tries.get(name, 0)
        if not error.again or tries == len(PAUSES):
            self._tell(Carried(name, FAILED, error.reason))
            return
        self._tries[name], self._next[name] = tries + 1, now + PAUSES[tries]
        put_back(self.folder, name)

    def _tell(self, carried: Carried) -> None:
        tell(self.folder, carried)
        self._tries.pop(carried.name, None)
        self._next.pop(carried.name, None)
