"""Atom: a feed as its readers have it (RFC 4287)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

from app.api.formats import FEED

ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_ITS_PLACE = "\ufffd"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something new: an id that it keeps for ever, when it was loaded, what it says, where it is, what it is about."""

    id: UUID
    updated: datetime
    title: str
    summary: str
    link: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries, the newest first, and whose they are; `link` is where the feed is, `about` what it is a feed of."""

    id: UUID
    updated: datetime
    title: str
    link: str
    about: str
    entries: Sequence[Entry]


def spell_feed(feed: Feed) -> bytes:
    """Spell a feed in UTF-8; what XML cannot hold of a text is replaced."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _say(root, "id", feed.id.urn)
    _say(root, "title", feed.title)
    _say(root, "updated", _moment(feed.updated))
    _say(SubElement(root, "author"), "name", feed.title.partition(":")[0])
    SubElement(root, "link", {"rel": "self", "type": FEED, "href": feed.link})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.about})
    for each in feed.entries:
        entry = SubElement(root, "entry")
        _say(entry, "id", each.id.urn)
        _say(entry, "title", each.title)
        _say(entry, "updated", _moment(each.updated))
        SubElement(entry, "link", {"rel": "alternate", "href": each.link})  # of another type than HTML, readers skip it
        for term in each.terms:
            SubElement(entry, "category", {"term": _text(term)})
        _say(entry, "summary", each.summary)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _say(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _text(text)


def _text(text: str) -> str:
    return _NOT_IN_XML.sub(_IN_ITS_PLACE, text)


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
