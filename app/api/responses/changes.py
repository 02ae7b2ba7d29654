"""Changes: what revisions added, withdrew and replaced."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import TypeAdapter

from app.api.responses.claims import claim_response
from app.api.responses.facts import FactResponse
from app.api.responses.shape import FromRevision, Page, Response, described
from app.domain.catalogue import Claim, Company, Fact, Initiative, Metric, Segment, Source, Statement
from app.store.changes import Change, ChangeKind

SINGULAR = {"companies": "company"}
_ADAPTERS = {kind: TypeAdapter(kind) for kind in (Company, Metric, Segment, Initiative, Source, Statement)}


class ChangeResponse(Response):
    """One thing that a revision changed."""

    revision: Annotated[int, described("The revision that changed it.")]
    change: Annotated[ChangeKind, described("What happened to it: `replaced` is another under the same key.")]
    noun: Annotated[str, described("What it is: company, metric, segment, initiative, source, fact, statement, claim.")]
    key: Annotated[str, described("What it is about, within its noun: what comes under the same key replaces it.")]
    before: Annotated[dict[str, Any] | None, described("As it was; null where it was added.")]
    after: Annotated[dict[str, Any] | None, described("As it is; null where it was withdrawn.")]


class ChangePage(Page[ChangeResponse]):
    """A page of changes, in the order of revision, noun and key."""

    since: Annotated[int, described("The revision behind which the changes lie, as asked for.", ge=0)]
    dataset: FromRevision


def change_page(changes: Sequence[Change], cursor: str | None, since: int, revision: int) -> ChangePage:
    """Fill a page of changes."""
    items = [
        {
            "revision": change.revision,
            "change": change.kind,
            "noun": SINGULAR.get(change.collection, change.collection.removesuffix("s")),
            "key": change.key,
            "before": _plain(change.before),
            "after": _plain(change.after),
        }
        for change in changes
    ]
    return ChangePage.model_validate(
        {"items": items, "next": cursor, "since": since, "dataset": {"revision": revision}}
    )


def _plain(noun: object) -> dict[str, Any] | None:
    """Spell a noun as JSON has it, without the counts and links that answers about it add."""
    match noun:
        case None:
            return None
        case Fact():
            return FactResponse.model_validate(noun).model_dump(mode="json")
        case Claim():
            return claim_response(noun).model_dump(mode="json")
        case _:
            spelled: dict[str, Any] = _ADAPTERS[type(noun)].dump_python(noun, mode="json")  # type: ignore[index]
            return spelled
