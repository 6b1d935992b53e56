"""The ring: every key wrapped by an epoch key E, and E by what unlocks the opener.

Erasing is dropping a wrapped key, turning E, and destroying the old E: what a disk or a backup still holds of the
old rows opens with nothing (protocol section 6).
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tocsin.exchange.durable import sync_folder, write_new
from tocsin.opener.database import Database
from tocsin.opener.errors import KeyDestroyed, PassphraseAwaited, RingLocked, WrongRing

KEY = 32
_NONCE = 12
_SALT = 16
_EPOCH = "ring_epoch"
FULL_COST = 2**17  # 128 MiB of memory, about a second: once a start
DEMONSTRATION_COST = 2**10
DEMONSTRATION_PASSPHRASE = b"demonstration"
Rng = Callable[[int], bytes]


class Ring:
    """The unlocked ring."""

    def __init__(self, database: Database, folder: Path, passphrase: bytes, *, demonstration: bool, rng: Rng) -> None:
        self._database, self._folder, self._rng = database, folder, rng
        self._passphrase, self._demonstration = passphrase, demonstration
        self._epoch = int(database.meta(_EPOCH) or b"0")
        if self._epoch == 0:
            self._begin()
        self._key = self._read_epoch(self._epoch)
        self._forget_other_epochs()

    def new(self, name: str) -> bytes:
        """Make a key of 32 bytes under a name; the caller commits."""
        key = self._rng(KEY)
        self.put(name, key)
        return key

    def put(self, name: str, key: bytes) -> None:
        """Keep a key under a name; the caller commits."""
        self._database.main.execute("INSERT INTO ring VALUES (?, ?)", (name, self._wrap(self._key, name, key)))

    def get(self, name: str) -> bytes:
        """Return a key; `KeyDestroyed` if it is not there any more."""
        row = self._database.main.execute("SELECT wrapped FROM ring WHERE id = ?", (name,)).fetchone()
        if row is None:
            raise KeyDestroyed(f"no key {name.partition(':')[0]}")
        return self._unwrap(self._key, name, bytes(row[0]))

    def drop(self, names: list[str]) -> None:
        """Destroy keys: drop them and turn the epoch, so that no copy of the old rows opens."""
        with self._database.main as main:
            main.executemany("DELETE FROM ring WHERE id = ?", [(name,) for name in names])
        self.rotate()

    def rotate(self) -> None:
        """Wrap every key under a new epoch key, then destroy the old one. A crash at any point leaves one epoch."""
        new, epoch = self._rng(KEY), self._epoch + 1
        self._write_epoch(epoch, new)
        main = self._database.main
        with main:
            rows = main.execute("SELECT id, wrapped FROM ring").fetchall()
            wrapped = [(self._wrap(new, name, self._unwrap(self._key, name, bytes(old))), name) for name, old in rows]
            main.executemany("UPDATE ring SET wrapped = ? WHERE id = ?", wrapped)
            self._database.set_meta(_EPOCH, str(epoch).encode())
        self._key, self._epoch = new, epoch
        self._forget_other_epochs()
        main.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _begin(self) -> None:
        self._write_epoch(1, self._rng(KEY))
        with self._database.main:
            self._database.set_meta(_EPOCH, b"1")
        self._epoch = 1

    def _wrap(self, epoch_key: bytes, name: str, key: bytes) -> bytes:
        nonce = self._rng(_NONCE)
        return nonce + ChaCha20Poly1305(epoch_key).encrypt(nonce, key, name.encode())

    def _unwrap(self, epoch_key: bytes, name: str, wrapped: bytes) -> bytes:
        return ChaCha20Poly1305(epoch_key).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], name.encode())

    def _file(self, epoch: int) -> Path:
        return self._folder / f"epoch-{epoch}.key"

    def _write_epoch(self, epoch: int, key: bytes) -> None:
        salt = self._rng(_SALT)
        cost = DEMONSTRATION_COST if self._demonstration else FULL_COST
        content = {
            "format": "tocsin/ring/v1",
            "demonstration": self._demonstration,
            "salt": salt.hex(),
            "cost": cost,
            "wrapped": self._wrap(_derive(self._passphrase, salt, cost), f"epoch:{epoch}", key).hex(),
        }
        write_new(self._file(epoch), json.dumps(content).encode(), mode=0o600)

    def _read_epoch(self, epoch: int) -> bytes:
        content = json.loads(self._file(epoch).read_bytes())
        if content["demonstration"] is not self._demonstration:
            raise WrongRing("this ring is a demonstration's" if content["demonstration"] else "this ring is a real one")
        key = _derive(self._passphrase, bytes.fromhex(content["salt"]), content["cost"])
        try:
            return self._unwrap(key, f"epoch:{epoch}", bytes.fromhex(content["wrapped"]))
        except InvalidTag:
            raise RingLocked("the passphrase does not open this ring") from None

    def _forget_other_epochs(self) -> None:
        for path in self._folder.glob("epoch-*.key"):
            if path != self._file(self._epoch):
                # Overwriting first helps on disks that write in place; elsewhere the destruction is the file system's.
                with suppress(OSError), path.open("r+b") as file:
                    file.write(os.urandom(path.stat().st_size))
                    file.flush()
                    os.fsync(file.fileno())
                path.unlink()
        sync_folder(self._folder)


def _derive(passphrase: bytes, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=KEY, n=cost, r=8, p=1).derive(passphrase)


def read_passphrase(file: Path | None, *, demonstration: bool, credentials: str | None) -> bytes:
    """Return what unlocks the ring: a file, a systemd credential, or - in a demonstration - what everybody knows."""
    if demonstration:
        return DEMONSTRATION_PASSPHRASE
    if file is None and credentials and (given := Path(credentials) / "tocsin-ring").exists():
        file = given
    if file is None:
        raise PassphraseAwaited("no passphrase was given")
    if not file.exists():
        raise RingLocked(f"no passphrase at {file}")
    passphrase = file.read_bytes().strip()
    if not passphrase:
        raise RingLocked("the passphrase is empty")
    return passphrase
