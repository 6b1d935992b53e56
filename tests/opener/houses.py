"""An unlocked opener in a test's folder, a clock that a test moves, and posts dropped into its slot."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.lines import HARBOUR
from tests.world import CUSTODIAN_SEEDS, KEYS_LINE, NOW, ROSA, TOLD, fixed_rng
from tocsin.charter.read import load
from tocsin.envelope.compose import compose_addition, compose_report
from tocsin.envelope.keys import Custodian, DeskKey, Limits, LineKeys, read_time
from tocsin.envelope.post import Post
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.recipients import Recipient, recipient_of_seed
from tocsin.exchange.proposal import OPEN_FOR, Approval, Proposal, hash_of
from tocsin.exchange.request import Request, Shift, new_session_key, public_bytes, public_text, sign
from tocsin.exchange.segment import encode_record
from tocsin.opener import reception
from tocsin.opener.authorise.fresh import check_fresh
from tocsin.opener.authorise.officers import enrol
from tocsin.opener.authorise.shifts import Authority
from tocsin.opener.collect import collect
from tocsin.opener.house import House
from tocsin.opener.ring import DEMONSTRATION_PASSPHRASE
from tocsin.opener.upgrading import upgrade
from tocsin.opener.verbs import carry_out
from tocsin.operator.home import Home

CHARTER = load(HARBOUR)


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    time: datetime = NOW

    def __call__(self) -> datetime:
        return self.time


@dataclass
class World:
    """One house, its clock, its officer, and what reporters send to it."""

    home: Path
    clock: Clock = field(default_factory=Clock)
    seed: int = 0
    desk: str = "main"

    def __post_init__(self) -> None:
        Home(self.home).make_folders(CHARTER.line.desks)
        self.rng = fixed_rng(self.seed)
        self.house = self.unlock()
        reception.ensure_keys(self.house.database, self.house.ring, self.desk, now=self.clock(), rng=self.rng)
        self.keys = self.line_keys()

    def unlock(self, **changes: Any) -> House:
        options: dict[str, Any] = {"passphrase": DEMONSTRATION_PASSPHRASE, "demonstration": True} | changes
        house = House.unlock(self.home, CHARTER, self.desk, KEYS_LINE, now=self.clock, rng=self.rng, **options)
        upgrade(house)
        return house

    def again(self) -> House:
        """Close and unlock again, as after a restart."""
        self.house.close()
        self.house = self.unlock()
        return self.house

    def line_keys(self) -> LineKeys:
        """Return the keys that reporters would fetch."""
        names = ("seal_from", "seal_until", "accept_until")
        desks = tuple(
            DeskKey(e["desk"], e["epoch"], Recipient.parse(e["recipient"]), *(read_time(e[n]) for n in names))
            for e in reception.published(self.house.database)
        )
        custodians = tuple(Custodian(n, recipient_of_seed(s)) for n, s in CUSTODIAN_SEEDS.items())
        return LineKeys(KEYS_LINE, 1, NOW, True, desks, custodians, Limits(), {})  # noqa: FBT003

    def report(self, receipt: Receipt = ROSA, identity: dict[str, str] | None = None, **changes: Any) -> Post:
        """Return a sealed report."""
        options: dict[str, Any] = {"receipt": receipt, "keys": self.keys, "desk": self.desk, "charter": "2026.1"}
        attachments = changes.pop("attachments", ())
        options |= {"attachments": attachments, "now": self.clock(), "rng": self.rng}
        return compose_report(TOLD | changes, identity, **options)

    def addition(self, text: str, receipt: Receipt = ROSA, **more: Any) -> Post:
        """Return a sealed addition."""
        derived = receipt.derive(KEYS_LINE)
        options: dict[str, Any] = {"keys": self.keys, "desk": self.desk, "now": self.clock(), "rng": self.rng}
        return compose_addition(text, derived=derived, **options, **more)

    def drop(self, *posts: Post, segment: str = "one") -> None:
        """Put posts into the slot, as intake does."""
        self.drop_raw([(str(p.name), p.body) for p in posts], segment=segment)

    def drop_raw(self, records: Sequence[tuple[str, bytes]], *, segment: str = "one") -> None:
        """Put any records into the slot."""
        with (self.home / "slot" / self.desk / f"{segment}.seg").open("ab") as file:
            for name, body in records:
                file.write(encode_record(name, body))

    def collect(self) -> dict[str, int]:
        """Empty the slot."""
        return collect(self.house)

    def cases(self) -> list[str]:
        """Return the cases, oldest first."""
        return [row[0] for row in self.house.database.main.execute("SELECT id FROM cases ORDER BY number")]


class Officer:
    """An officer at work: a key, a shift, a counter. Those who share an authority ask at the same opener."""

    def __init__(
        self,
        world: World,
        name: str = "otto",
        role: str = "officer",
        *,
        compartments: Sequence[str] = (),
        authority: Authority | None = None,
    ) -> None:
        self.world, self.name, self.key = world, name, new_session_key()
        self.session, self.counter, self.shift = new_session_key(), 0, ""
        enrol(world.house, name, public_bytes(self.key.public_key()), role, compartments=compartments)
        self.authority = authority or Authority(world.house)

    def sign(self, data: bytes) -> object:
        """Sign with the officer's own key; an officer with a passkey signs otherwise."""
        return sign(self.key, data)

    def begin(self, **changes: Any) -> str:
        """Begin a shift, with a session key that began none yet."""
        self.session, self.counter = new_session_key(), 0
        nonce = self.authority.nonce()
        options: dict[str, Any] = {"officer": self.name, "session": public_text(self.session), "nonce": nonce}
        options |= {"expires": self.world.clock() + timedelta(hours=8)} | changes
        data = Shift(**options).to_bytes()
        self.shift = self.authority.begin(data, self.sign(data))
        return self.shift

    def request(self, verb: str, case: str = "", reason: str = "weighing it", **arguments: Any) -> Request:
        """Return the next request."""
        self.counter += 1
        return Request(verb, self.name, self.counter, self.world.clock(), case, reason, arguments)

    def checked(self, request: Request) -> Request:
        """Sign a request and have it checked."""
        data = request.to_bytes()
        return self.authority.check(self.shift, data, sign(self.session, data))

    def ask(self, verb: str, case: str = "", reason: str = "weighing it", **arguments: Any) -> dict[str, Any]:
        """Have a request checked and carried out."""
        return carry_out(self.world.house, self.checked(self.request(verb, case, reason, **arguments)))

    def ask_afresh(self, verb: str, case: str = "", reason: str = "weighing it", **arguments: Any) -> dict[str, Any]:
        """Have a request carried out that the officer's own key signed too."""
        request = self.request(verb, case, reason, **arguments)
        data = request.to_bytes()
        fresh = check_fresh(self.world.house, self.checked(request), data, self.sign(data))
        return carry_out(self.world.house, request, fresh)

    def proposal(self, act: str, **changes: Any) -> Proposal:
        """Return a proposal of this officer."""
        now = self.world.clock()
        usual: dict[str, Any] = {"line": KEYS_LINE.hex(), "desk": self.world.desk, "act": act, "proposer": self.name}
        return Proposal(**usual | {"made": now, "expires": now + OPEN_FOR, "reason": "as agreed"} | changes)

    def approval(self, name: str, decision: str, **changes: Any) -> dict[str, Any]:
        """Return the arguments with which this officer's own key approves."""
        usual: dict[str, Any] = {
            "proposal": name,
            "officer": self.name,
            "decision": decision,
            "time": self.world.clock(),
        }
        data = Approval(**usual | changes).to_bytes()
        return {"approval": data.decode(), "signature": self.sign(data)}

    def propose(self, act: str, **changes: Any) -> str:
        """Propose; return the proposal's name."""
        data = self.proposal(act, **changes).to_bytes()
        words = {"proposal": data.decode(), **self.approval(hash_of(data), "propose")}
        return str(self.ask("propose", **words)["proposal"])

    def decide(self, name: str, decision: str = "confirm", **changes: Any) -> dict[str, Any]:
        """Confirm or decline."""
        return self.ask(decision, proposal=name, **self.approval(name, decision, **changes))


def entries(world: World) -> list[dict[str, Any]]:
    """Return the whole log, opened."""
    return [world.house.ledger.entry(i) for i in range(world.house.ledger.head()[0])]


def two_supervisors(world: World) -> tuple[Officer, Officer]:
    """Return Sara and Sven at one opener, each in a shift."""
    sara = Officer(world, "sara", "supervisor")
    sven = Officer(world, "sven", "supervisor", authority=sara.authority)
    sara.begin()
    sven.begin()
    return sara, sven
