"""SIGKILL at each step of the ledger, a proxy that cuts, delays, resets, clocks that jump: each server here.

script/bench ledger [--repeat 20] [--seconds 600] [--only mastodon] [--seed 4]
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench import _ledger  # noqa: E402  # after the path
from bench._proxy import Proxy  # noqa: E402  # after the path


@dataclass
class Place:
    """One server: how to connect, and how many posts there hold a mark."""

    name: str
    network: str
    url: str
    given: dict[str, str]
    count: Callable[[str], int]


def main() -> None:
    """Run all cells for so long, print the table, note the figure."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--repeat", type=int, default=20)
    asked.add_argument("--seconds", type=float, default=600)
    asked.add_argument("--only", choices=["mastodon", "wordpress", "bluesky", "ghost", "matrix"])
    asked.add_argument("--seed", type=int, default=4)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="steps-") as folder, contextlib.ExitStack() as held:
        os.environ |= {
            "LEITSTAND_HOME": f"{folder}/home",
            "LEITSTAND_ALLOWED_ADDRESSES": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "leitstand.site.settings",
        }
        import django  # noqa: PLC0415  # only where it is asked for, and after the settings

        django.setup()
        from bench import _steps  # noqa: PLC0415  # only where it is asked for, and after the settings

        tried = _steps.Trial(said.seed)
        begun, table = time.monotonic(), dict[tuple[str, str], Counter[str]]()
        rows = [
            tried.connect(place, Proxy(place.url, said.seed)) for place in places(folder, said.only, held)
        ]
        for _again in range(said.repeat):
            for line in rows:
                for way in _steps.ways_of(line.place.network):
                    if time.monotonic() - begun < said.seconds:
                        table.setdefault((line.place.name, way), Counter()).update(tried.once(line, way))
    show(table)
    total = sum(table.values(), Counter[str]())
    names = ", ".join(dict.fromkeys(name for name, _way in table))
    figure = (
        f"{total['tried']} posts through {len(_steps.WAYS)} faults ({names}; seed {said.seed}, "
        f"{time.monotonic() - begun:.0f} s): {total['lost']} lost, {total['double']} double, "
        f"{total['untrue']} states untrue; {total['unknown']} unknown for a while, "
        f"{total['person']} put to a person"
    )
    print(figure)
    command = f"script/bench ledger --repeat {said.repeat} --seconds {said.seconds:g}"
    command += f" --only {said.only}" if said.only else ""
    for name in dict.fromkeys(name for name, _way in table):
        _ledger.write("ledger", f"{name}: {_cells(name, table)}", command=command)
    _ledger.write("ledger", figure, command=command)
    raise SystemExit(1 if total["lost"] + total["double"] + total["untrue"] else 0)


def _cells(name: str, table: dict[tuple[str, str], Counter[str]]) -> str:
    """Fault by fault how many were tried, and how many were unknown for a while or went to a person."""
    told = {way: found for (where, way), found in table.items() if where == name}
    faults = sum((found["lost"] + found["double"] + found["untrue"] for found in told.values()), 0)
    cells = ", ".join(
        f"{way} {found['tried']}"
        + (
            f" ({int(found['unknown'])} unknown, {int(found['person'])} to a person)"
            if found["unknown"]
            else ""
        )
        for way, found in told.items()
    )
    return f"{faults} faults in all; {cells}"


def show(table: dict[tuple[str, str], Counter[str]]) -> None:
    """A line a network and fault."""
    heads = ("tried", "lost", "double", "untrue", "unknown", "person")
    print(f"{'network':<24}{'fault':<18}" + "".join(f"{head:>9}" for head in heads))
    for (name, way), told in sorted(table.items()):
        print(f"{name:<24}{way:<18}" + "".join(f"{told[head]:>9}" for head in heads))


def places(folder: str, only: str | None, held: contextlib.ExitStack) -> Iterator[Place]:
    """Every server that can be started here."""
    if only in (None, "mastodon"):
        from tests.contract.servers import mastodon  # noqa: PLC0415  # only where it is asked for, and after the settings

        server = mastodon.start(Path(folder) / "mastodon")
        held.callback(server.stop)
        given = {"server": server.url, "token": server.password}
        yield Place(
            "mastodon (stand-in)", "mastodon", server.url, given, lambda mark: _statuses(server, mark)
        )
    if only in (None, "wordpress"):
        from tests.contract.servers import wordpress  # noqa: PLC0415  # only where it is asked for, and after the settings

        wordpress.install()
        site = wordpress.start(Path(folder) / "wordpress", "sqlite")
        held.callback(site.stop)
        given = {"address": site.url, "user": site.user, "password": site.password}
        yield Place("wordpress", "wordpress", site.url, given, lambda mark: _articles(site, mark))
    if only in (None, "bluesky"):
        from tests.contract.servers import bluesky  # noqa: PLC0415  # only where it is asked for, and after the settings

        bluesky.install()
        ours = held.enter_context(bluesky.running())
        us = ours.accounts["auenried"]
        given = {"server": ours.pds, "handle": us.handle, "password": us.app_password}
        yield Place("bluesky", "bluesky", ours.pds, given, lambda mark: _records(ours, us.did, mark))
    if only in (None, "ghost"):
        from tests.contract.servers import ghost  # noqa: PLC0415  # only where it is asked for, and after the settings

        if ghost.installed():
            blog = held.enter_context(ghost.running())
            given = {"address": blog.url, "key": blog.key}
            yield Place("ghost", "ghost", blog.url, given, lambda mark: _pages(given, mark))
    if only in (None, "matrix"):
        from tests.contract.servers import matrix  # noqa: PLC0415  # only where it is asked for, and after the settings

        if matrix.installed():
            yield _circle(held.enter_context(matrix.running()))


def _circle(server: Any) -> Place:
    """A room with our account and one colleague, who counts."""
    erika, token = server.user("erika"), server.user("leitstand")
    room = server.room(erika, "presse", invite="@leitstand:auenried.example")
    given = {"server": server.url, "room": "#presse:auenried.example", "token": token}

    def count(mark: str) -> int:
        said = server.client("GET", f"/rooms/{quote(room)}/messages?dir=b&limit=100", erika)
        return sum(mark in one.get("content", {}).get("body", "") for one in said["chunk"])

    return Place("matrix", "matrix", server.url, given, count)


def _pages(given: dict[str, str], mark: str) -> int:
    """Articles with the mark, asked for as the integration that we are."""
    from leitstand import registry  # noqa: PLC0415  # only where it is asked for
    from leitstand.wire import HttpWire  # noqa: PLC0415  # the same

    with HttpWire(allowed=["127.0.0.1"]) as nobody:
        connection = registry.network("ghost").connect(nobody, given)
    with HttpWire(connection, allowed=["127.0.0.1"]) as wire:
        said = wire.get(f"{given['address']}/ghost/api/admin/posts/?limit=30&formats=html").json()
    return sum(mark in (one.get("html") or "") for one in said["posts"])


def _statuses(server: Any, mark: str) -> int:
    us = server.ask("GET", "/api/v1/accounts/verify_credentials", token=server.password)["id"]
    said = server.ask("GET", f"/api/v1/accounts/{us}/statuses?limit=40", token=server.password)
    return sum(mark in one["content"] for one in said)


def _articles(site: Any, mark: str) -> int:
    key = base64.b64encode(f"{site.user}:{site.password}".encode()).decode()
    place = f"{site.url}/wp-json/wp/v2/posts?per_page=50&status=any&context=edit"
    request = urllib.request.Request(place, headers={"Authorization": f"Basic {key}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return sum(mark in one["content"]["raw"] for one in json.loads(answer.read()))


def _records(ours: Any, did: str, mark: str) -> int:
    asked = {"repo": did, "limit": "100", "collection": "app.bsky.feed.post"}
    found = 0
    while True:  # page by page: what a wrong clock dated lies deep in the list
        said = ours.call("com.atproto.repo.listRecords", **asked)
        found += sum(mark in one["value"]["text"] for one in said["records"])
        if not said.get("cursor"):
            return found
        asked["cursor"] = said["cursor"]


if __name__ == "__main__":
    main()
