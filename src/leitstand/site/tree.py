"""The process tree of `leitstand up`: a supervisor over the crew (see `crew`), which keeps the rest alive."""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import suppress
from pathlib import Path

from supervisor.medusa import asyncore_25 as asyncore
from supervisor.options import ServerOptions
from supervisor.supervisord import Supervisor

from leitstand.site.config import Config

WORKERS = ("listen", "speak", "live", "analyse", "alarm")
"""The workers by name; `work` holds what they do, and is too heavy to be opened only for its names."""

_PROGRAM = """
[program:all]
command={command}
environment=DJANGO_SETTINGS_MODULE="leitstand.site.settings"
autostart=true
autorestart=true
startsecs=1
startretries=1000000
stopsignal=TERM
stopwaitsecs=75
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/all.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=3
"""

_PLAN = """; Made by `leitstand up`; changes are overwritten.
[supervisord]
nodaemon=true
silent=true
logfile={logs}/supervisor.log
logfile_maxbytes=5MB
pidfile={home}/supervisor.pid
childlogdir={logs}
loglevel=info
"""


def plan(config: Config) -> Path:
    """Write the supervisor's configuration, for this very process; returns its place."""
    logs = config.home / "logs"
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    start = [sys.executable, "-m", "leitstand.commands", "work", "--parent", str(os.getpid()), "all"]
    command = " ".join(shlex.quote(part) for part in start).replace("%", "%%")
    place = config.home / "supervisor.conf"
    place.write_text((_PLAN + _PROGRAM).format(logs=logs, home=config.home, command=command))
    return place


def supervise(plan: Path) -> None:
    """Run everything in the plan, as children of this process, until SIGTERM, SIGINT or SIGHUP.

    In this process and not beside it, so that whoever ends `leitstand up` ends all of it.
    """
    options = ServerOptions()
    options.realize(["-n", "-c", str(plan)], doc="")
    options.first, options.test = True, False
    with suppress(asyncore.ExitNow):
        Supervisor(options).main()
