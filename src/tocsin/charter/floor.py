"""The floor: what no charter may loosen, for reporters and for the people reported about.

A charter may repeat a line of it or tighten it; it cannot switch one off, and a build whose floor was taken out does
not pass its own tests. Source of each line: the project's safeguards facts, built on 28 CFR 23, EU 2019/1937 and the
laws named there.
"""

from hashlib import sha256

from tocsin.charter.table import Table
from tocsin.envelope import canonical

FLOOR: dict[str, bool | str | tuple[str, ...]] = {
    "anonymous_reporting": True,
    "identity_asked_last": True,
    "attribute_only_reports": "refused",
    "catch_all_concerns": "refused",
    "person_scoring": "forbidden",
    "watch_lists": "forbidden",
    "automated_adverse_decision": "forbidden",
    "deduplicate_on": "event",
    "two_prong_test_before_sharing": True,
    "second_reader": ("group_B", "override", "identity_disclosure", "legal_hold", "reward", "recovery"),
    "identity_and_content_separate_stores": True,
    "description_for_identification_apart": True,
    "access_log_for_every_read_of_identity": True,
    "disclosure_log": ("recipient", "reason", "date", "legal_basis", "what", "who_decided"),
    "purge": "on",
    "purge_certificate": True,
    "response_channel_for_person_concerned": True,
    "correction_propagates_to_recipients": True,
    "overseer": "read-only, random sample",
    "external_complaint_contact_on_confirmation": True,
    "transparency_report": "suppressed, at least yearly",
    "retaliation_report": True,
    "retaliation_protection_independent_of_reward": True,
    "handler_training_before_access": True,
    "report_text_to_third_party_services": "forbidden",
    "confirmation_does_not_reveal_duplicates": True,
    "training_records_joined_to_reports": "forbidden",
}
# The longest a charter may keep, in days: 180 and 90 are the project's own; five years is 28 CFR 23.20(h).
RETENTION = {"unassessed": 180, "no_basis": 90, "identified_person": 1826, "legal_hold_review": 180}
SMALLEST_COUNT = 10  # figures below it are suppressed

REQUIRED_CONCERNS = ("ce-retaliation", "ce-mishandled")
UNSURE = "ce-advice"  # where a report goes that names no concern
REQUIRED_PATHS = (UNSURE, "ce-dispute")
# Conduct that is often lawful: needs its facts and a second reader before anything leaves the desk.
GROUP_B = frozenset(
    [
        "ce-approach",
        "ce-elicit",
        "ce-rfi",
        "ce-compromise",
        "ce-tasking",
        "ce-insider",
        "ce-site-surveillance",
        "ce-probe",
        "ce-procurement",
        "ce-supply-chain",
        "ce-business",
        "ce-academic",
        "ce-event",
        "ce-visit",
        "ce-travel",
        "ce-influence",
        "ce-self",
    ]
)


def floor_hash() -> str:
    """Return the hash of the floor that this build holds charters to; it is published in the log."""
    floor = {k: list(v) if isinstance(v, tuple) else v for k, v in FLOOR.items()}
    rest = {"retention": RETENTION, "smallest_count": SMALLEST_COUNT, "group_b": sorted(GROUP_B)}
    return sha256(canonical.dumps({"floor": floor, **rest})).hexdigest()


def check_floor(table: Table) -> None:
    """Note a fault for every line that a charter's `[floor]` loosens."""
    for key in table.keys():  # noqa: SIM118 - a Table is not a mapping
        if key not in FLOOR:
            continue
        said, floor = table.raw(key), FLOOR[key]
        kept = isinstance(said, list) and set(floor) <= set(said) if isinstance(floor, tuple) else said == floor
        if not kept:
            table.fault(key, "this loosens the floor", f"Take the line out: the floor holds {floor!r} or stricter.")
    table.finish()


def check_limits(retention: Table) -> dict[str, int]:
    """Return how long is kept, in days; note a fault for keeping longer than it lets."""
    kept = {key: retention.number(f"{key}_days", 1, most, default=most) for key, most in RETENTION.items()}
    retention.finish()
    return kept


def smallest_count(figures: Table) -> int:
    """Return of how many cases at least a figure is told; note a fault for fewer than it lets."""
    least = figures.number("smallest_count", SMALLEST_COUNT, 1_000_000, default=SMALLEST_COUNT)
    figures.finish()
    return least
