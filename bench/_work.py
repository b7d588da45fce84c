"""Voices of 50,000 mentions worked out in a database of its own: seconds and megabytes, as JSON.

python bench/_work.py COUNT
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

import _copies as copies
import django
from django.core.management import call_command

MADE = datetime(2026, 6, 1, tzinfo=UTC)
SPAN = timedelta(days=80)


def main() -> None:
    """Make the mentions in a process that ends, work in this one."""
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="leitstand-work-") as home:
        os.environ |= {"LEITSTAND_HOME": home, "DJANGO_SETTINGS_MODULE": "leitstand.site.settings"}
        if child := os.fork():
            os.waitpid(child, 0)
            django.setup()
            print(json.dumps(work()))
        else:
            django.setup()
            call_command("migrate", verbosity=0)
            make(count)
            os._exit(0)


def make(count: int) -> None:
    """Mentions with planted copies, heard 40 s late."""
    from leitstand.listen.models import Mention  # noqa: PLC0415  # once Django is awake
    from leitstand.people.models import Organization  # noqa: PLC0415  # once Django is awake
    from leitstand.vocabulary import activity  # noqa: PLC0415  # once Django is awake

    organization = Organization.objects.create(name="Hochschule Auenried", language="de")
    posts = copies.planted(3, originals=count * 4 // 10, copies=count * 6 // 10).posts
    rows = []
    for number, post in enumerate(posts):
        moment = MADE - SPAN * (1 - number / len(posts))
        rows.append(
            Mention(
                organization=organization,
                post_id=post.id,
                network="mastodon",
                author_id=post.attributed_to.id,
                text=post.content,
                post=activity.written(post) | {"published": moment.isoformat()},
                published=moment,
                heard=moment + timedelta(seconds=40),
            )
        )
    Mention.objects.bulk_create(rows, batch_size=2000)


def work() -> dict[str, float]:
    """What it took, and what the process held at most."""
    from leitstand.listen.models import Echo  # noqa: PLC0415  # once Django is awake
    from leitstand.listen.voices import actions  # noqa: PLC0415  # once Django is awake
    from leitstand.people.models import Organization  # noqa: PLC0415  # once Django is awake

    before, began = _megabytes(), time.process_time()
    seen = actions.work_out(Organization.objects.get(), MADE)
    took = time.process_time() - began
    return {
        "mentions": seen,
        "echoes": Echo.objects.count(),
        "seconds": took,
        "before": before,
        "most": _megabytes(),
    }


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
