"""What a watch can see of a post: words, hashtags, handles, links and fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from leitstand.vocabulary.watch import folding, links, markup

Row = Mapping[str, Any]
"""One row of a batch of posts, by column."""


class Text(NamedTuple):
    """One text of a post: folded, without links; its links, as `cut` and as `href`."""

    folded: str
    links: list[str]


def text(said: str, *, is_html: bool) -> Text:
    """Rules 1 to 4. Plain ASCII costs next to nothing: it has nothing to hide and one way to be written."""
    targets: list[str] = []
    if is_html:
        said, targets = markup.plain(said)
    shown, found = links.cut(folding.visible(said))
    if targets:
        found = found + [target for target in targets if links.is_link(target)]
    return Text(folding.folded(shown), found)


def texts(content: str, media_type: str | None, summary: str | None, name: str | None) -> list[Text]:
    """The texts of a post; a phrase does not reach from one into the next."""
    found = [text(content, is_html=markup.is_html(content, media_type))]
    if summary:
        found.append(text(summary, is_html=markup.is_html(summary)))
    if name:
        found.append(text(name, is_html=False))
    return found


def marked_hashtags(tags: Iterable[Row] | None) -> list[str]:
    """What the network itself marked as a hashtag."""
    names = [folding.value(tag["name"]) for tag in tags or () if tag["type"] == "Hashtag"]
    return [name[1:] if name[:1] in ("#", "＃") else name for name in names]


def marked_handles(tags: Iterable[Row] | None) -> list[tuple[str, str]]:
    """Whom the network itself marked as mentioned: name, and server or ""."""
    names = [folding.value(tag["name"]) for tag in tags or () if tag["type"] == "Mention"]
    found = [folding.handle(n if n[:1] in ("@", "＠") else f"@{n}", whole=False) for n in names]
    return [handle for handle in found if handle]


def attached(attachments: Iterable[Row] | None, also: str | None) -> list[str]:
    """The addresses of what is attached, also where an attachment has both `url` and `href`."""
    found = [attachment["url"] for attachment in attachments or () if attachment["url"]]
    if also and '"attachment"' in also:
        said = json.loads(also).get("attachment")
        for one in said if isinstance(said, list) else [said]:
            if isinstance(one, dict):
                found += [one[key] for key in ("url", "href") if isinstance(one.get(key), str)]
    return found


def languages(language: str | None, content_map: Iterable[tuple[str, str]] | None) -> list[str]:
    """The language of a post and what it begins with: `de-at` and `de`."""
    said = [language] if language and language.strip() else [key for key, _text in content_map or ()]
    found = []
    for value in map(folding.value, said):
        found += [value] + [value[:at] for at, char in enumerate(value) if char == "-"]
    return found


def authors(author: Row | None) -> list[str]:
    """Every name under which the author can be looked for, folded."""
    names = [author[key] for key in ("id", "preferred_username", "name")] if author else []
    return [folding.author(name) for name in names if name]
