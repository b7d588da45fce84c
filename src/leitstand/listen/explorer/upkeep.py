"""Keeps the index of words true in SQLite, where remaking a table for a migration loses its triggers."""

from __future__ import annotations

import sqlite3
from importlib import import_module
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_MADE = "leitstand.listen.migrations.0005_words"
_THERE = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'listen_words_%'"
_TRIGGERS = 3
_SECURE = (3, 42)
_PAGES = 1000
"""So much of the index is merged at once, in less than a second."""

_TABLES = "SELECT count(*) FROM sqlite_master WHERE name IN ('listen_words', 'listen_mention')"


def after_migrating(using: str, **_said: Any) -> None:
    """Called by Django when the migrations of an app are done."""
    mend(connections[using])
    if "listen_words" in connections[using].introspection.table_names():
        secure(connections[using])


def mend(connection: BaseDatabaseWrapper) -> bool:
    """Make the triggers and read all mentions anew where triggers are missing; says whether it had to."""
    if connection.vendor != "sqlite":
        return False
    made = import_module(_MADE)
    with connection.cursor() as cursor:
        if cursor.execute(_TABLES).fetchone()[0] < 2 or cursor.execute(_THERE).fetchone()[0] == _TRIGGERS:
            return False
        for said in (*made.SQLITE_BACK, *made.SQLITE):
            cursor.execute(said)
    return True


def secure(connection: BaseDatabaseWrapper) -> None:
    """Let words of deleted mentions leave the index at once, where SQLite can (from 3.42 on)."""
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info >= _SECURE:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO listen_words(listen_words, rank) VALUES ('secure-delete', 1)")


def let_go(connection: BaseDatabaseWrapper) -> None:
    """Merge a piece of the index where SQLite is older, so that deleted words leave it in time."""
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < _SECURE:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO listen_words(listen_words, rank) VALUES ('merge', %s)", [-_PAGES])
