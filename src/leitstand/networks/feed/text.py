"""Turns the bytes of a feed into text that is safe to parse: right letters, no entity bomb, no junk."""

from __future__ import annotations

import codecs
import re

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

LARGEST = 16_000_000
"""Bytes. The largest podcast archives stay below; what is larger is no feed that one polls."""

_EXPANDED = 1_000_000
_MANY = 500
_MARKS = (
    (codecs.BOM_UTF32_BE, "utf-32-be", 4),
    (codecs.BOM_UTF32_LE, "utf-32-le", 4),
    (codecs.BOM_UTF8, "utf-8", 3),
    (codecs.BOM_UTF16_BE, "utf-16-be", 2),
    (codecs.BOM_UTF16_LE, "utf-16-le", 2),
    (b"\x00\x00\x00<", "utf-32-be", 0),
    (b"<\x00\x00\x00", "utf-32-le", 0),
    (b"\x00<\x00", "utf-16-be", 0),
    (b"<\x00?\x00", "utf-16-le", 0),
    (b"\x4c\x6f\xa7\x94", "cp037", 0),
)
_DECLARED = re.compile(r"""\s*<\?xml\b[^>]{0,300}?\bencoding\s*=\s*["']([\w.:+-]{1,40})["']""")
_SLOW = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf_7"}
_WIDE = re.compile(r"(?i)(utf|ucs|csucs|csunicode|iso-10646|u)[_-]?(16|32|2|4|ucs|unicode)?.*")

_PROLOG = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>|(<!DOCTYPE\b)", re.DOTALL | re.IGNORECASE)
_DOCTYPE = re.compile(
    r"""<!DOCTYPE(?:[^<>"'\[]|"[^"]*"|'[^']*')*+(?:\[((?:[^<>"'\]]|"[^"]*"|'[^']*'"""
    r"""|(?><!--.*?-->)|(?><\?.*?\?>)|<![A-Z](?:[^<>"']|"[^"]*"|'[^']*')*+>)*+)\])?\s*>""",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.:-]+)\s+(?:("[^"]*"|'[^']*')|(?:SYSTEM|PUBLIC)\b)""", re.IGNORECASE)
_REFERENCE = re.compile(r"&[^#\s;&]+;")
_NUMBER = re.compile(r"&#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}));")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


def decoded(raw: bytes, charset: str = "") -> str:
    """The text of a document, by the server's word, its own declaration, its first bytes, or a guess.

    The last guess (iso-8859-2) reads any byte; NUL is left out. Raises Invalid when there is far too much.
    """
    if len(raw) > LARGEST:
        raise Invalid(
            _("This is larger than %(limit)d MB, which is more than any feed. Nothing of it was read."),
            limit=LARGEST // 1_000_000,
        )
    mark, skip = next(((name, skip) for start, name, skip in _MARKS if raw.startswith(start)), ("", 0))
    raw = raw[skip:]
    said = _DECLARED.match(raw[:1600].decode(mark or "latin-1", "ignore"))
    declared = said.group(1) if said else ""
    if mark and _WIDE.fullmatch(declared):
        declared = mark
    for name in (charset, declared, mark, "utf-8", "windows-1252"):
        try:
            if name and codecs.lookup(name).name.replace("-", "_") not in _SLOW:
                return raw.decode("gb18030" if name.lower() == "gb2312" else name).replace("\x00", "")
        except (UnicodeError, LookupError, ValueError):
            continue
    return raw.decode("iso-8859-2").replace("\x00", "")


def tamed(text: str) -> str:
    """The document from its root on, behind a fresh declaration and only plain text entities.

    Raises Invalid for entities that refer to others or to files: nobody's feed needs them, and every
    entity bomb is made of them.
    """
    place, entities = _after_prolog(text)
    root = _ROOT.search(text, place)
    if root is None:
        return ""
    body = text[root.start() :]
    spent = sum(body.count(f"&{name};") * len(value) for name, value in entities.items())
    if spent > _EXPANDED:
        raise _bomb()
    subset = "".join(
        f'\n<!ENTITY {name} "{value.replace(chr(34), "&#34;")}">' for name, value in entities.items()
    )
    doctype = f"<!DOCTYPE {root.group(1)} [{subset}\n]>\n" if subset else ""
    return f"<?xml version='1.0' encoding='utf-8'?>\n{doctype}{body}"


def root_of(text: str) -> str:
    """The name of the first element, in small letters, without prefix; "" when there is none."""
    found = _ROOT.search(text)
    return found.group(1).lower() if found else ""


def _after_prolog(text: str) -> tuple[int, dict[str, str]]:
    place, entities = 0, dict[str, str]()
    while found := _PROLOG.match(text, place):
        if not found.group(1):
            place = found.end()
            continue
        doctype = _DOCTYPE.match(text, place)
        if doctype is None:
            place += len("<!DOCTYPE")
            break
        entities |= _entities(doctype.group(1) or "")
        place = doctype.end()
    return place, entities


def _entities(subset: str) -> dict[str, str]:
    """Plain text entities of an internal subset; others that are harmless are left out."""
    plain = dict[str, str]()
    for name, quoted in _ENTITY.findall(subset):
        value = _NUMBER.sub(_letter, quoted[1:-1])
        if not quoted or _REFERENCE.search(value) or len(plain) >= _MANY:
            raise _bomb()
        if not any(sign in value for sign in "<&%"):
            plain[name] = value
    return plain


def _letter(number: re.Match[str]) -> str:
    code = int(number.group(1) or number.group(2), 10 if number.group(1) else 16)
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else ""


def _bomb() -> Invalid:
    return Invalid(
        _(
            "This document declares entities that stand for other entities, for files or for long texts. "
            "That is how a program is made to run out of memory, so nothing of it was read."
        )
    )
