"""Every setting an operator can make, read from the environment once and checked at the start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from leitstand.vocabulary.errors import Invalid


def _setting(help: str, default: Any = MISSING) -> Any:
    return (
        field(metadata={"help": help}, default=default)
        if default is not MISSING
        else field(metadata={"help": help})
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings. The environment variable is LEITSTAND_ and the name in capitals."""

    home: Path = _setting("Folder for the database, the keys, the logs and the archive.")
    database_url: str = _setting("Where the data lives; empty: an SQLite file in the home folder.", "")
    secret_key: str = _setting("Signs sessions; empty: made once and kept in the home folder.", "")
    token_keys: tuple[str, ...] = _setting(
        "Keys that encrypt tokens, newest first, by commas; empty: made once and kept in the home folder.",
        (),
    )
    address: str = _setting("Address the pages are served on.", "127.0.0.1")
    port: int = _setting("Port the pages are served on.", 8700)
    public_url: str = _setting(
        "Address people type, such as https://leitstand.example; empty: made of address and port.", ""
    )
    allowed_addresses: tuple[str, ...] = _setting(
        "Intranet servers that may be reached although not public: names, addresses or networks, by commas.",
        (),
    )
    mail_url: str = _setting(
        "SMTP server such as smtp://user:password@mail.example:587; empty: mail is written to the log.", ""
    )
    mail_from: str = _setting("Sender of our mail.", "leitstand@localhost")
    virus_scanner: str = _setting(
        "Socket of clamd (a path, or host:port) that looks at uploads; empty: none does.", ""
    )
    time_zone: str = _setting("IANA time zone of new people.", "Europe/Berlin")
    debug: bool = _setting("Show errors in full; never in production.", False)

    @property
    def origin(self) -> str:
        """The address people type, without a slash at the end."""
        return (self.public_url or f"http://{self.address}:{self.port}").rstrip("/")


def read(environment: Mapping[str, str]) -> Config:
    """Read all settings; raises Invalid with every complaint in one list."""
    complaints: list[str] = []
    values: dict[str, Any] = {}
    for one in fields(Config):
        name = f"LEITSTAND_{one.name.upper()}"
        said = environment.get(name)
        if said is None or said == "":
            continue
        try:
            values[one.name] = _READERS[str(one.type)](said)
        except ValueError as error:
            complaints.append(f"{name}={said!r}: {error}. {one.metadata['help']}")
    values.setdefault("home", _default_home(environment))
    known = {f"LEITSTAND_{one.name.upper()}" for one in fields(Config)} | _OTHERS
    complaints += [
        f"{name}: there is no such setting; look at the list in the reference."
        for name in environment
        if name.startswith("LEITSTAND_") and name not in known
    ]
    if complaints:
        raise Invalid("Settings that cannot be used:\n%(list)s", list="\n".join(f"- {c}" for c in complaints))
    return Config(**values)


def kept_secret(home: Path, name: str) -> str:
    """A secret made once, kept in a file only we can read."""
    place = home / name
    try:
        return place.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = secrets.token_urlsafe(50)
        try:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return kept_secret(home, name)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made)
        return made


def _default_home(environment: Mapping[str, str]) -> Path:
    base = environment.get("XDG_DATA_HOME") or str(
        Path(environment.get("HOME", "/var/lib")) / ".local" / "share"
    )
    return Path(base) / "leitstand"


def _yes_no(said: str) -> bool:
    if said.lower() in {"1", "true", "yes", "on"}:
        return True
    if said.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError("write yes or no")


def _port(said: str) -> int:
    if not said.isdecimal() or not 0 < int(said) < 65536:
        raise ValueError("a port is a number from 1 to 65535")
    return int(said)


def _list(said: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in said.split(",") if part.strip())


_READERS: dict[str, Any] = {
    "Path": lambda said: Path(said).expanduser().resolve(),
    "str": str,
    "int": _port,
    "bool": _yes_no,
    "tuple[str, ...]": _list,
}
_OTHERS = {"LEITSTAND_GATE", "LEITSTAND_TEST_CACHE"}
