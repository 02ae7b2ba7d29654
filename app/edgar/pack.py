"""Packs: a draft as the text of a pack, which an editor reviews filing by filing, and `rivalry check` passes."""

import json
from collections.abc import Iterable, Iterator, Sequence

from app.domain.characters import printable
from app.edgar.draft import Draft, Drafted, Filing, describe

_HEAD = (
    "A draft, for an editor to review: figures of filings with the SEC, as its companyfacts API states them.",
    "Each stands under the filing that stated it first, as reported, and again, as restated, under each later one that",
    "states another value. Segments, product lines and counts are not in that API. Delete what is not wanted, then run",
    "`rivalry check` on this file.",
)


def write_pack(drafts: Sequence[Draft]) -> str:
    """Spell drafts as one pack: the same text each time that they are the same."""
    lines = [*_HEAD]
    for draft in drafts:
        lines += ["", *describe(draft)]
    text = "".join(f"# {printable(line)}".rstrip() + "\n" for line in lines)
    return text + "".join(_write_filing(draft, filing) for draft in drafts for filing in draft.filings)


def _write_filing(draft: Draft, filing: Filing) -> str:
    source = filing.source
    entry = {
        "slug": source.slug,
        "kind": source.kind,
        "title": source.title,
        "title_is_ours": source.title_is_ours,
        "publisher": source.publisher,
        "url": source.url,
        "form": source.form,
        "accession": source.accession,
        "published": source.published,
        "sha256": source.sha256,
        "note": source.note,
    }
    known = " (in the dataset already)" if filing.known else ""
    head = f"\n\n# {source.form} filed {source.published}{known}\n[[sources]]\n"
    facts = (_write_fact(draft, filing, fact) for fact in filing.facts)
    return head + "".join(_write_keys(entry.items())) + "".join(facts)


def _write_fact(draft: Draft, filing: Filing, fact: Drafted) -> str:
    entry = {
        "source": filing.source.slug,
        "company": draft.company.slug,
        "metric": fact.metric,
        "period": fact.period,
        "printed": fact.printed,
        "basis": None if fact.basis == "as-reported" else fact.basis,
        "reported_as": fact.reported_as,
    }
    return f"\n# {printable(fact.remark)}\n[[facts]]\n" + "".join(_write_keys(entry.items()))


def _write_keys(entry: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Write the keys that have a value: a text, a truth, or a day, which TOML spells as it is."""
    for key, value in entry:
        if value is not None:
            spelt = json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)
            yield f"{key} = {spelt}\n"
