"""What two supervisors can change together: each act is checked when it is proposed, and again when it is confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.recipients import Recipient
from tocsin.exchange.proposal import Proposal
from tocsin.opener.authorise import officers
from tocsin.opener.authorise.officers import Key
from tocsin.opener.authorise.rules import SUPERVISOR, Verb, may_act
from tocsin.opener.authorise.seeing import see
from tocsin.opener.errors import BadArgument, TooFewSupervisors
from tocsin.opener.feed import tell, tell_case, tell_officer
from tocsin.opener.house import House


@dataclass(frozen=True)
class Act:
    """One kind of change: what it is about, its arguments, and what it does."""

    officer: bool
    case: bool
    arguments: frozenset[str]
    check: Callable[[House, Proposal], None]
    apply: Callable[[House, Proposal], None]
    roles: frozenset[str] = frozenset({SUPERVISOR})  # who may propose it, and confirm another's


def is_for(role: str | None, act: str) -> bool:
    """Tell whether a role may propose, see and decide on an act."""
    return act in ACTS and role in ACTS[act].roles


def check(house: House, proposal: Proposal) -> None:
    """Refuse a change that could not be made now."""
    act = ACTS.get(proposal.act)
    if act is None:
        raise BadArgument(f"an act of: {', '.join(ACTS)}")
    if (bool(proposal.officer), bool(proposal.case)) != (act.officer, act.case):
        raise BadArgument("an officer or a case where the act is about one, and nowhere else")
    if proposal.arguments.keys() != act.arguments:
        raise BadArgument(f"these arguments: {', '.join(sorted(act.arguments)) or 'none'}")
    act.check(house, proposal)


def apply(house: House, proposal: Proposal) -> None:
    """Make a change that was just checked; the caller commits."""
    ACTS[proposal.act].apply(house, proposal)
    if proposal.officer and not proposal.case:
        tell_officer(house, proposal.officer)


def _check_enrol(house: House, proposal: Proposal) -> None:
    if officers.role_of(house, proposal.officer) is not None:
        raise BadArgument(f"{proposal.officer} is an officer already")
    _check_person(proposal.officer, proposal.arguments["role"], proposal.arguments["compartments"])
    _check_key(house, proposal)


def _enrol(house: House, proposal: Proposal) -> None:
    officers.put(house, proposal.officer, proposal.arguments["role"], proposal.arguments["compartments"])
    officers.add_key(house, proposal.officer, Key.read(proposal.arguments["key"]))


def _check_role(house: House, proposal: Proposal) -> None:
    role = proposal.arguments["role"]
    _check_person(proposal.officer, role, [])
    if _role(house, proposal) == SUPERVISOR != role:
        _check_enough_stay(house)


def _change_role(house: House, proposal: Proposal) -> None:
    query = "UPDATE officers SET role = ? WHERE name = ?"
    house.database.main.execute(query, (proposal.arguments["role"], proposal.officer))


def _check_compartments(house: House, proposal: Proposal) -> None:
    _check_person(proposal.officer, _role(house, proposal), proposal.arguments["compartments"])


def _change_compartments(house: House, proposal: Proposal) -> None:
    officers.put(house, proposal.officer, _role(house, proposal), proposal.arguments["compartments"])


def _check_key(house: House, proposal: Proposal) -> None:
    key = Key.read(proposal.arguments["key"])
    if house.database.main.execute("SELECT 1 FROM officer_keys WHERE id = ?", (key.id,)).fetchone():
        raise BadArgument("this key is an officer's already")
    if len(officers.keys_of(house, proposal.officer)) >= officers.MOST_KEYS:
        raise BadArgument(f"at most {officers.MOST_KEYS} keys")


def _check_new_key(house: House, proposal: Proposal) -> None:
    _role(house, proposal)
    _check_key(house, proposal)


def _new_key(house: House, proposal: Proposal) -> None:
    officers.add_key(house, proposal.officer, Key.read(proposal.arguments["key"]))


def _check_end_key(house: House, proposal: Proposal) -> None:
    _role(house, proposal)
    keys = [key.id for key in officers.keys_of(house, proposal.officer)]
    if proposal.arguments["key"] not in keys or len(keys) == 1:
        raise BadArgument("a key of this officer, who must keep another; or end the officer")


def _end_key(house: House, proposal: Proposal) -> None:
    officers.drop_keys(house, proposal.officer, proposal.arguments["key"])


def _check_end(house: House, proposal: Proposal) -> None:
    if _role(house, proposal) == SUPERVISOR:
        _check_enough_stay(house)


def _end(house: House, proposal: Proposal) -> None:
    officers.drop_keys(house, proposal.officer)
    house.database.main.execute("UPDATE officers SET active = 0 WHERE name = ?", (proposal.officer,))


def _check_compartment(house: House, proposal: Proposal) -> None:
    see(house, proposal.proposer, proposal.case)
    compartment = proposal.arguments["compartment"]
    if not isinstance(compartment, str) or (compartment and not officers.is_compartment(compartment)):
        raise BadArgument("a compartment of at most 32 small letters, digits and -; or none")
    inside = (p for p in officers.everybody(house) if p["active"] and may_act(p["role"], Verb.OPEN))
    if compartment and not any(compartment in person["compartments"] for person in inside):
        raise BadArgument("no officer has this compartment, and the case would be nobody's")


def _put_into_compartment(house: House, proposal: Proposal) -> None:
    query = "UPDATE cases SET compartment = ? WHERE id = ?"
    house.database.main.execute(query, (proposal.arguments["compartment"], proposal.case))
    tell_case(house, proposal.case)


def _check_end_recusal(house: House, proposal: Proposal) -> None:
    _role(house, proposal)
    see(house, proposal.proposer, proposal.case)


def _end_recusal(house: House, proposal: Proposal) -> None:
    query = "DELETE FROM recusals WHERE officer = ? AND case_id = ?"
    house.database.main.execute(query, (proposal.officer, proposal.case))
    tell(house, "end-recusal", officer=proposal.officer, case=proposal.case)


def _check_export(house: House, proposal: Proposal) -> None:
    see(house, proposal.proposer, proposal.case)
    if "paper" in proposal.arguments:
        paper, version = proposal.arguments["paper"], proposal.arguments["version"]
        if not isinstance(paper, str) or type(version) is not int:
            raise BadArgument("a rewrite's paper, and its version as a number")
    try:
        Recipient.parse(str(proposal.arguments["recipient"]))
    except (EnvelopeError, ValueError):
        raise BadArgument("a recipient that begins with age1pq") from None


def _check_refer(house: House, proposal: Proposal) -> None:
    see(house, proposal.proposer, proposal.case)
    others = [desk for desk in house.charter.line.desks if desk != house.desk]
    if proposal.arguments["to"] not in others:
        raise BadArgument(f"another desk of the line: {', '.join(others)}")


def _later(_house: House, _proposal: Proposal) -> None:
    """Nothing changes yet: who proposed it may now carry it out, once."""


def _role(house: House, proposal: Proposal) -> str:
    role = officers.role_of(house, proposal.officer)
    if role is None:
        raise BadArgument(f"{proposal.officer} is no officer")
    return role


def _check_person(officer: str, role: object, compartments: Any) -> None:  # noqa: ANN401 - checked right here
    if not isinstance(role, str) or not isinstance(compartments, list):
        raise BadArgument("a role, and a list of compartments")
    officers.check_new(officer, role, compartments)


def _check_enough_stay(house: House) -> None:
    if officers.supervisors(house) <= officers.FEWEST_SUPERVISORS:
        raise TooFewSupervisors("two supervisors must stay")


_DESK = frozenset({"officer", SUPERVISOR})
CARRIED_OUT_LATER = frozenset({"export", "export-rewrite", "refer"})  # by who proposed it, once it is confirmed
ACTS = {
    "enrol": Act(True, False, frozenset({"role", "compartments", "key"}), _check_enrol, _enrol),  # noqa: FBT003
    "role": Act(True, False, frozenset({"role"}), _check_role, _change_role),  # noqa: FBT003
    "compartments": Act(True, False, frozenset({"compartments"}), _check_compartments, _change_compartments),  # noqa: FBT003
    "key": Act(True, False, frozenset({"key"}), _check_new_key, _new_key),  # noqa: FBT003
    "end-key": Act(True, False, frozenset({"key"}), _check_end_key, _end_key),  # noqa: FBT003
    "end": Act(True, False, frozenset(), _check_end, _end),  # noqa: FBT003
    "compartment": Act(False, True, frozenset({"compartment"}), _check_compartment, _put_into_compartment),  # noqa: FBT003
    "export": Act(False, True, frozenset({"recipient"}), _check_export, _later, _DESK),  # noqa: FBT003
    "export-rewrite": Act(False, True, frozenset({"recipient", "paper", "version"}), _check_export, _later, _DESK),  # noqa: FBT003
    "refer": Act(False, True, frozenset({"to"}), _check_refer, _later, _DESK),  # noqa: FBT003
    "end-recusal": Act(True, True, frozenset(), _check_end_recusal, _end_recusal),  # noqa: FBT003
}
