"""A PostgreSQL of the tests' own, on loopback, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port


@contextmanager
def running() -> Iterator[str]:
    """Its address as a database URL. It must not run as root, so root hands it to the user postgres."""
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert tools, "PostgreSQL is not installed: script/servers/bluesky installs it"
    folder = Path(tempfile.mkdtemp(prefix="leitstand-pg-"))
    folder.chmod(0o755)
    data, port = folder / "data", free_port()
    data.mkdir()
    who = {}
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}
    run = {"cwd": "/", "stdout": subprocess.DEVNULL, **who}
    words = ["-U", "app", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([tools[-1] / "initdb", "-D", data, *words], check=True, **run)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} -c fsync=off"
    ctl = [tools[-1] / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*ctl, "-l", data / "log", "-o", options, "start"], check=True, **run)
    try:
        yield f"postgresql://app@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*ctl, "-m", "immediate", "stop"], check=True, **run)
        shutil.rmtree(folder, ignore_errors=True)
