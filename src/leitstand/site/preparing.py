"""Brings the home folder up to date: database and files to be served."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.core.management import call_command

from leitstand.site.config import Config


def prepare(config: Config) -> None:
    """Bring the database and the files to be served up to date. Nothing is ever dropped."""
    (config.home / "logs").mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    stamp, built = config.home / "static.stamp", _fingerprint()
    if not stamp.exists() or stamp.read_text() != built:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(built)


def _fingerprint() -> str:
    """Changes when a file to be served changes."""
    digest = hashlib.sha256()
    root = Path(__file__).parent / "static"
    for file in sorted(root.rglob("*")):
        if file.is_file():
            digest.update(
                f"{file.relative_to(root)} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode()
            )
    return digest.hexdigest()
