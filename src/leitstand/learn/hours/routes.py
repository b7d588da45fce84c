"""Which kind of work a page is: every page belongs to one, by its name."""

from __future__ import annotations

READ, ANSWER, WRITE, AGREE, OTHER = "read", "answer", "write", "agree", "other"

_SPEAK = {
    ANSWER: "inbox answer preview let_stand undo claim aside moderate press undo_press saved saved_one "
    "second_looks triage_plan",
    WRITE: "thoughts begin thought history thought_act choose use unuse media medium picture calendar "
    "calendar_move calendar_subscribe exchange everything publications publication act",
    AGREE: "releases release approval_plan friction policy policy_new policy_article policy_version "
    "policy_check office handover",
}
_NAMED = {f"speak:{name}": kind for kind, names in _SPEAK.items() for name in names.split()}
_ROOMS = {"listen": READ, "speak": OTHER, "learn": OTHER, "decide": OTHER, "people": OTHER}
_CHARTER = "decide:charter"


def kind_of(name: str) -> str | None:
    """The kind of work of the page with this route name ("speak:inbox"); None: no work."""
    if name in _NAMED:
        return _NAMED[name]
    if name.startswith(_CHARTER):
        return AGREE
    if name == "desk":
        return OTHER
    return _ROOMS.get(name.partition(":")[0]) if ":" in name else None
