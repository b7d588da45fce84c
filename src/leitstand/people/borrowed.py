"""Sentences of allauth that people see here, marked so that our own formal German replaces its "Du"."""

from __future__ import annotations

from leitstand.vocabulary.words import _

BORROWED = (
    _("Please type your current password."),
    _("Be patient, you are sending too many requests."),
    _("You must type the same password each time."),
    _("Your password has been changed."),
)
