"""News: what the newest revisions changed, told in sentences, for those who follow a feed."""

from collections.abc import Iterator
from uuid import NAMESPACE_OID, UUID, uuid5

from app.api.responses.atom import Entry, Feed
from app.api.telling import tell
from app.domain.citation import DATASET, permalink
from app.domain.errors import UnknownNameError
from app.store.changes import Change, find_changed_facts
from app.store.dataset import Revision, find_revisions
from app.store.snapshot import Snapshot
from app.store.vocabulary import get_source

PATH = "/v1/dataset/changes?format=atom"
MOST_REVISIONS = 20
"""Revisions that a feed tells of, each in an entry of its own; more facts than it has room for lie behind its link."""

_DONE = {"added": "Added", "withdrawn": "Withdrawn", "replaced": "Replaced"}


def open_feed(snapshot: Snapshot, *, since: int, limit: int, origin: str) -> Feed:
    """Tell of the newest revisions behind `since`, and of the facts that they changed, at most `limit` of these.

    Ids follow from when this dataset was begun, the revision, and what it did: so they stay as they are wherever the
    dataset moves, and no other dataset has the same. `origin` is what links begin with, from the root where it is
    empty.
    """
    revisions = find_revisions(snapshot, after=None, limit=MOST_REVISIONS)[:MOST_REVISIONS]
    (first,) = find_revisions(snapshot, after=2, limit=1)
    dataset = uuid5(NAMESPACE_OID, f"{DATASET} begun {first.created.timestamp():.6f}")
    entries: list[Entry] = []
    left = limit
    for revision in (each for each in revisions if each.number > since):
        changes = find_changed_facts(snapshot, revision.number, left) if left else []
        left -= len(changes)
        entries.append(_revision(dataset, revision, origin))
        entries += _facts(snapshot, dataset, revision, changes, origin)
    title = f"{DATASET}: new and changed facts"
    return Feed(dataset, revisions[0].created, title, f"{origin}{PATH}", f"{origin}/", entries)


def _revision(dataset: UUID, revision: Revision, origin: str) -> Entry:
    """Say how much a revision changed, and where all of it is listed."""
    number = revision.number
    return Entry(
        uuid5(dataset, f"revision {number}"),
        revision.created,
        f"Revision {number}: {revision.added} added, {revision.withdrawn} withdrawn, {revision.replaced} replaced",
        "Facts, sources, claims and names together; the link lists them all.",
        f"{origin}/v1/dataset/changes?since={number - 1}&revision={number}",
        ("revision",),
    )


def _facts(
    snapshot: Snapshot, dataset: UUID, revision: Revision, changes: list[Change], origin: str
) -> Iterator[Entry]:
    """Say what became of facts in a revision; one that is gone is linked to as it was last."""
    for change in changes:
        fact = change.before if change.after is None else change.after
        number = revision.number - 1 if change.after is None else revision.number
        before = f", which was \u201c{change.before.printed}\u201d" if change.kind == "replaced" else ""
        yield Entry(
            uuid5(dataset, f"revision {revision.number} {change.kind} {fact.id}"),
            revision.created,
            f"{_DONE[change.kind]}: {tell(snapshot, fact).sentence}",
            f"{_DONE[change.kind]} in revision {revision.number}{before}. {_cited(snapshot, fact.source)}",
            permalink(fact.id, number, origin),
            (change.kind, fact.company, fact.metric),
        )


def _cited(snapshot: Snapshot, slug: str) -> str:
    """Cite a source; one that is withdrawn is named by its slug."""
    try:
        return get_source(snapshot, slug).citation
    except UnknownNameError:
        return f"Source: {slug}, withdrawn."
