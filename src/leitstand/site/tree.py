"""The process tree of `leitstand up`: who is in it, and how it is kept alive."""

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
[program:{name}]
command={command}
environment=DJANGO_SETTINGS_MODULE="leitstand.site.settings"
priority={priority}
autostart=true
autorestart=true
startsecs=1
startretries=1000000
stopsignal=TERM
stopwaitsecs={patience}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=5MB
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
    start = [sys.executable, "-m", "leitstand.commands", "work", "--parent", str(os.getpid())]
    programs = {name: [*start, name] for name in ("web", *WORKERS)}
    text = _PLAN.format(logs=logs, home=config.home)
    for priority, (name, command) in enumerate(programs.items(), 1):
        text += _PROGRAM.format(
            name=name,
            command=" ".join(shlex.quote(part) for part in command).replace("%", "%%"),
            priority=priority,
            logs=logs,
            patience=70 if name == "speak" else 10,
        )
    place = config.home / "supervisor.conf"
    place.write_text(text)
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
