"""Whose outlets are whose: a small file that people write."""

from __future__ import annotations

from collections.abc import Mapping

from leitstand.commands._lines import Trouble, lines


def read_owners(name: str | None, trouble: Trouble) -> Mapping[str, str]:
    """`outlet<TAB>owner` a line, an outlet being an author's id or a host; empty without a file."""
    owners: dict[str, str] = {}
    for where, line in lines([name] if name else [], trouble):
        outlet, mark, owner = line.decode("utf-8-sig", "replace").strip().partition("\t")
        if mark and outlet.strip() and owner.strip():
            owners[outlet.strip()] = owner.strip()
        else:
            trouble.tell(where, "This names no owner; write the outlet, a tab and its owner.")
    return owners
