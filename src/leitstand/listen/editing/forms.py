"""What people fill in about a watch: its name and query, or its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.listen.editing import rows
from leitstand.listen.editing.rows import Row
from leitstand.vocabulary.errors import LeitstandError
from leitstand.vocabulary.watch import Mistake, read_query

MOST_ROWS = 20

HOWS = ((rows.ANY, _("one of")), (rows.ALL, _("all of")), (rows.NONE, _("none of")))
KINDS = (
    (rows.WORDS, _("words")),
    (rows.PHRASE, _("phrases")),
    (rows.BEGINNING, _("beginnings of words")),
    (rows.HASHTAG, _("hashtags")),
    (rows.HANDLE, _("handles")),
    (rows.LINK, _("links to")),
    ("lang", _("languages")),
    ("network", _("networks")),
    ("author", _("authors")),
    (rows.WRITTEN, _("anything, as written")),
)


class WatchForm(forms.Form):
    """A watch: what it is called and what it looks for."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("Stands beside every post it finds: why this is here.")
    )
    query = forms.CharField(
        label=_("What it looks for"),
        max_length=5000,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_(
            "Words, a phrase in quotation marks, word* for its beginnings, #tag, @handle; AND, OR, NOT and "
            "brackets; url:, lang:, network:, author:."
        ),
    )

    mistake: Mistake | None = None

    def refuse(self, error: LeitstandError) -> None:
        """Put an error of ours where it belongs; a mistake in the query says at which character."""
        said = gettext(error.sentence) % error.facts if error.facts else gettext(error.sentence)
        if isinstance(error, Mistake):
            self.mistake = error
            at = gettext("Character %(column)s:") % {"column": error.column}
            self.add_error("query", f"{at} {said}")
        else:
            self.add_error("name", said)

    @property
    def marked_query(self) -> tuple[str, str, str]:
        """The query before, at and after the mistake; empty without one."""
        if self.mistake is None:
            return ("", "", "")
        text, at = str(self.data.get("query", "")).strip(), self.mistake.column - 1
        return (text[:at], text[at : at + 1] or "\u00a0", text[at + 1 :])


class RowForm(forms.Form):
    """One row of a query."""

    how = forms.ChoiceField(label=_("How"), choices=HOWS)
    kind = forms.ChoiceField(label=_("Of what"), choices=KINDS)
    terms = forms.CharField(
        label=_("Which, by commas"),
        required=False,
        max_length=2000,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
    )

    @property
    def row(self) -> Row:
        """What it says; nothing where it cannot be read."""
        return Row(**self.cleaned_data) if self.is_valid() else Row()

    def check(self) -> None:
        """Say beside the row what is wrong in it; a row that only excludes is completed by others."""
        row = self.row
        if row:
            try:
                read_query(rows.text([Row(rows.ANY, row.kind, row.terms)]))
            except Mistake as mistake:
                self.add_error("terms", gettext(mistake.sentence) % mistake.facts)


def drawn(said: Iterable[Row], *, spare: int = 1) -> list[RowForm]:
    """The rows to be changed, and empty ones to go on with."""
    them = [*said, *[Row()] * spare][:MOST_ROWS]
    return [
        RowForm(initial={"how": row.how, "kind": row.kind, "terms": row.terms}, prefix=f"row{number}")
        for number, row in enumerate(them)
    ]


def typed(data: Mapping[str, str], *, spare: int = 0) -> list[RowForm]:
    """The rows as they were sent, each with what is wrong in it."""
    numbers = [n for n in range(MOST_ROWS) if f"row{n}-terms" in data]
    them = [RowForm(data, prefix=f"row{n}") for n in numbers]
    for one in them:
        one.check()
    room = [n for n in range(MOST_ROWS) if n not in numbers][:spare]
    return them + [RowForm(prefix=f"row{n}") for n in room]


def said(them: Iterable[RowForm]) -> str:
    """The query that these rows say."""
    return rows.text(one.row for one in them if one.row)
