"""What one term of a query looks for."""

from __future__ import annotations

from leitstand.vocabulary.watch import folding, links
from leitstand.vocabulary.watch.mistake import Mistake
from leitstand.vocabulary.watch.query import Atom, Field, Handle, Hashtag, Link, Words
from leitstand.vocabulary.words import _

SHORTEST = 2
"""Characters a word needs before `*`; with fewer it would find almost everything."""

_VALUES = ("lang", "network", "author")


def term(said: str, column: int) -> Atom:
    """A term that is no field: hashtag, handle, or words. Raises Mistake."""
    if said.startswith("#"):
        return _hashtag(said, column)
    if said.startswith("@"):
        return _handle(said, column)
    if said.startswith("-"):
        raise Mistake(
            _('“-” does not exclude here. Write “NOT %(word)s”, or “"%(said)s"” to look for the words.'),
            column,
            said=said,
            word=said.lstrip("-") or "…",
        )
    star = said.find("*")
    if 0 <= star < len(said) - 1:
        raise _misplaced(column + star)
    return Words(*_opened(said, column, column))


def phrase(said: str, column: int) -> Atom:
    """What stands in quotes; `column` is that of the quotation mark. Raises Mistake."""
    return Words(*_opened(said, column, column + 1))


def field(name: str, value: str, column: int) -> Atom:
    """A field with its value. Raises Mistake."""
    kind = name.lower()
    if kind == "url":
        return _link(value, column)
    if kind not in _VALUES:
        raise _no_such_field(name, value, column)
    compared = folding.author(value) if kind == "author" else folding.value(value)
    if not compared:
        raise Mistake(
            _("Nothing stands after “%(name)s:”. Write what to look for behind it, as in “%(example)s”."),
            column,
            name=name,
            example={"lang": "lang:de", "network": "network:mastodon", "author": "author:anna"}[kind],
        )
    return Field(kind, compared)


def _opened(said: str, column: int, first: int) -> tuple[tuple[str, ...], bool]:
    """Words, and whether the last one may go on; `first` is the column of the first character."""
    is_open = said.endswith("*")
    text = folding.alike(said.removesuffix("*"))
    if is_open and not folding.ends_in_a_word(text, SHORTEST):
        raise _too_short(first + len(said) - 1)
    found = tuple(folding.words(text))
    if not found:
        raise Mistake(
            _("There is no word in “%(said)s”, only signs. Write a word to look for."), column, said=said
        )
    return found, is_open


def _hashtag(said: str, column: int) -> Hashtag:
    star = said.find("*")
    if 0 <= star < len(said) - 1:
        raise _misplaced(column + star)
    if len(folding.words(folding.alike(said))) > 1:
        raise Mistake(
            _(
                "“%(said)s” holds several words, and a hashtag is one. Write one word after “#”, or all of "
                "them without it."
            ),
            column,
            said=said,
        )
    found, is_open = _opened(said, column, column)
    return Hashtag(found[0], is_open)


def _handle(said: str, column: int) -> Handle:
    found = folding.handle(folding.alike(said), whole=True)
    if not found:
        raise Mistake(
            _("“%(said)s” is no handle. Write it as in “@anna” or “@anna@chaos.example”, without “*”."),
            column,
            said=said,
        )
    return Handle(found[0], found[1] or None)


def _link(value: str, column: int) -> Link:
    host, rest = links.parts(value.strip())
    if not folding.words(host):
        raise Mistake(
            _(
                "There is no host after “url:”. Write one, as in “url:firma.example” or "
                "“url:firma.example/jobs”."
            ),
            column,
        )
    return Link(host, "" if rest == "/" else rest)


def _no_such_field(name: str, value: str, column: int) -> Mistake:
    if name.lower() in {"http", "https"}:
        host = links.parts(f"{name}:{value}")[0]
        return Mistake(_("To look for links, write “url:%(host)s”."), column, host=host or "firma.example")
    return Mistake(
        _(
            "There is no field “%(name)s”; there are url, lang, network and author. "
            'To look for the words, write “"%(name)s:%(value)s"”.'
        ),
        column,
        name=name,
        value=value,
    )


def _misplaced(column: int) -> Mistake:
    return Mistake(
        _("“*” works only at the end of a word. Write the beginning of the word before it: “bahn*”."), column
    )


def _too_short(column: int) -> Mistake:
    return Mistake(
        _("Before “*” a word needs two characters or more. Write more of the word, as in “bahn*”."), column
    )
