"""Keeps everything that is heard in the archive, where the organisation wants that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from leitstand.archive import Archive, of
from leitstand.listen.models import Archiving, Source

LOG = logging.getLogger(__name__)

DEAD = pa.array(["Delete", "Tombstone"])


def home() -> Path:
    """Where all archives lie."""
    return Path(settings.CONFIG.home) / "archive"


def archive(organization_id: int) -> Archive:
    """The archive of an organisation, whether there is anything in it or not."""
    return Archive(home() / str(organization_id))


def wanted(organization_id: int) -> bool:
    """Does this organisation keep what no watch found?"""
    return Archiving.objects.filter(organization=organization_id, active=True).exists()


def heard(
    source: Source, columns: Callable[[], pa.RecordBatch], deleted: Iterable[str], now: datetime
) -> None:
    """Keep posts before their cursor moves: after a crash they come again, and are known by their ids.

    Their columns are made only where they are wanted. What is addressed to us is left out: it may be private,
    and is a mention anyway. A disk that takes no more costs the archive these posts, never the mentions.
    """
    if source.addressed or not wanted(source.organization_id):
        return
    posts = columns()
    living = posts.filter(pc.invert(pc.is_in(posts["type"], value_set=DEAD)))
    try:
        archive(source.organization_id).add(of(living, source.pk, now))
        archive(source.organization_id).forget(deleted)
    except OSError as error:
        LOG.critical("source %s: %s posts are not in the archive: %s", source.pk, living.num_rows, error)
