"""The opener's two files: `opener.db` (cases, ring, log) and `payloads.db` (sealed bytes, free to be backed up).

One writing connection to each, in one thread. SQLite's notes name a race in WAL mode with two writing connections
(3.7.0 to 3.51.2); with one there is none. `docs/clear-columns.md` lists what stands here in clear, and why.
"""

import sqlite3
from pathlib import Path

from tocsin.opener.errors import OtherVersion

VERSION = 5  # 1 had no compartments; 2 no feed; 3 no papers, and one report a case; 4 no referrals
UPGRADED = (2, 3, 4)
SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ring (id TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS reception (
    desk TEXT NOT NULL, epoch TEXT NOT NULL, recipient TEXT NOT NULL,
    seal_from TEXT NOT NULL, seal_until TEXT NOT NULL, accept_until TEXT NOT NULL,
    PRIMARY KEY (desk, epoch)) STRICT;
CREATE TABLE IF NOT EXISTS officers (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, active INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS officer_keys (
    id TEXT PRIMARY KEY, officer TEXT NOT NULL REFERENCES officers (name), kind TEXT NOT NULL,
    public_key BLOB NOT NULL UNIQUE, credential BLOB NOT NULL, counter INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS officer_compartments (
    officer TEXT NOT NULL REFERENCES officers (name), compartment TEXT NOT NULL,
    PRIMARY KEY (officer, compartment)) STRICT;
CREATE TABLE IF NOT EXISTS recusals (
    officer TEXT NOT NULL REFERENCES officers (name), case_id TEXT NOT NULL REFERENCES cases (id),
    by_whom TEXT NOT NULL, PRIMARY KEY (officer, case_id)) STRICT;
CREATE TABLE IF NOT EXISTS proposals (
    id TEXT PRIMARY KEY, state TEXT NOT NULL, expires TEXT NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS cases (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, received TEXT NOT NULL, state TEXT NOT NULL,
    concern TEXT NOT NULL, language TEXT NOT NULL, compartment TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, received TEXT NOT NULL, epoch TEXT NOT NULL,
    header BLOB NOT NULL, slip_header BLOB NOT NULL, follows TEXT REFERENCES messages (id)) STRICT;
CREATE TABLE IF NOT EXISTS case_messages (
    case_id TEXT NOT NULL REFERENCES cases (id), message_id TEXT NOT NULL REFERENCES messages (id),
    PRIMARY KEY (case_id, message_id)) STRICT;
CREATE INDEX IF NOT EXISTS cases_of_message ON case_messages (message_id);
CREATE TABLE IF NOT EXISTS attachments (
    id TEXT PRIMARY KEY, message_id TEXT NOT NULL REFERENCES messages (id), parts INTEGER NOT NULL,
    digest BLOB NOT NULL, complete INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS attachment_parts (
    attachment_id TEXT NOT NULL REFERENCES attachments (id), number INTEGER NOT NULL, header BLOB NOT NULL,
    PRIMARY KEY (attachment_id, number)) STRICT;
CREATE TABLE IF NOT EXISTS replies (
    message_id TEXT NOT NULL REFERENCES messages (id), number INTEGER NOT NULL, name BLOB NOT NULL,
    sealed BLOB, kept BLOB NOT NULL, case_id TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (message_id, number)) STRICT;
CREATE TABLE IF NOT EXISTS papers (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, case_id TEXT REFERENCES cases (id), kind TEXT NOT NULL,
    state TEXT NOT NULL, withdrawn INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS papers_of_case ON papers (case_id, kind);
CREATE TABLE IF NOT EXISTS paper_acts (
    paper_id TEXT NOT NULL REFERENCES papers (id), number INTEGER NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (paper_id, number)) STRICT;
CREATE TABLE IF NOT EXISTS referrals (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, case_id TEXT NOT NULL REFERENCES cases (id),
    way TEXT NOT NULL, desk TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, day TEXT NOT NULL,
    times INTEGER NOT NULL, waits INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS referrals_of_case ON referrals (case_id);
CREATE TABLE IF NOT EXISTS passed (
    message_id TEXT PRIMARY KEY REFERENCES messages (id), desk TEXT NOT NULL, replies INTEGER NOT NULL,
    answered TEXT NOT NULL, times INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS feed (seq INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS seen (name TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS segments (name TEXT PRIMARY KEY, offset INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS quarantine (name TEXT PRIMARY KEY, reason TEXT NOT NULL, received TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS log (
    seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL, key TEXT NOT NULL, entry BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS log_of_key ON log (key);
"""
# Until version 4 a case held one report, so whose an addition is and where a reply was laid can be told from it.
_COLUMNS = {
    "messages": """ALTER TABLE messages ADD COLUMN follows TEXT REFERENCES messages (id);
        UPDATE messages SET follows = (SELECT first.id FROM case_messages AS own
            JOIN case_messages AS held USING (case_id) JOIN messages AS first ON first.id = held.message_id
            WHERE own.message_id = messages.id AND first.kind = 'report') WHERE kind <> 'report';""",
    "replies": """ALTER TABLE replies ADD COLUMN case_id TEXT NOT NULL DEFAULT '';
        UPDATE replies SET case_id = (SELECT case_id FROM case_messages AS own
            WHERE own.message_id = replies.message_id);""",
}
PAYLOADS = "CREATE TABLE IF NOT EXISTS payloads (name TEXT PRIMARY KEY, payload BLOB NOT NULL) STRICT;"


class Database:
    """Both files, open."""

    def __init__(self, folder: Path) -> None:
        self.main = _connect(folder / "opener.db", SCHEMA)
        self.payloads = _connect(folder / "payloads.db", PAYLOADS)

    def close(self) -> None:
        """Close both files."""
        self.main.close()
        self.payloads.close()

    def meta(self, key: str) -> bytes | None:
        """Return a value of the table `meta`."""
        row = self.main.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return bytes(row[0]) if row else None

    def set_meta(self, key: str, value: bytes) -> None:
        """Set a value of the table `meta`."""
        self.main.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def payload(self, name: str) -> bytes:
        """Return sealed bytes."""
        row = self.payloads.execute("SELECT payload FROM payloads WHERE name = ?", (name,)).fetchone()
        return bytes(row[0])

    def put_payload(self, name: str, payload: bytes) -> None:
        """Store sealed bytes; durable with `commit_payloads`."""
        self.payloads.execute("INSERT OR REPLACE INTO payloads VALUES (?, ?)", (name, payload))

    def commit_payloads(self) -> None:
        """Make sealed bytes durable, before the main file names them: what a crash leaves unnamed is harmless."""
        self.payloads.commit()


def _check_version(main: sqlite3.Connection) -> None:
    (version,) = main.execute("PRAGMA user_version").fetchone()
    (tables,) = main.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and version not in (*UPGRADED, VERSION):
        raise OtherVersion(f"version {version} of the opener's database, and this opener reads {VERSION}")


def _lacks_its_last(connection: sqlite3.Connection, table: str) -> bool:
    columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    return bool(columns) and columns.isdisjoint({"follows", "case_id"})


def _connect(path: Path, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
    )
    _check_version(connection)
    more = "".join(_COLUMNS[table] for table in _COLUMNS if _lacks_its_last(connection, table))
    connection.executescript(f"BEGIN; {more} {schema} PRAGMA user_version = {VERSION}; COMMIT;")
    path.chmod(0o600)
    return connection
