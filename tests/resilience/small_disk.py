"""Prepares a home in which `leitstand work listen` has one feed to read: python -m … FEED-ADDRESS."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import django


def main(address: str) -> None:
    """An organisation, a watch and one source, due now. Settings come from the environment."""
    django.setup()
    from django.conf import settings

    from leitstand.listen import actions
    from leitstand.people import actions as people
    from leitstand.site import preparing
    from leitstand.vocabulary.network import Found

    preparing.prepare(settings.CONFIG)
    now = datetime.now(UTC)
    member = people.begin(
        "Hochschule Auenried", name="Aylin Demirbas", email="aylin@auenried.example",
        password="eine-lange-Probe-1", language="de",
    )  # fmt: skip
    actions.add_watch(member, "Wir", "auenried", now=now)
    actions.add_source(member, "feed", Found(source=address, name="Warm gerechnet", label=""), now=now)


if __name__ == "__main__":
    main(sys.argv[1])
