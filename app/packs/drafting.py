"""Drafting: a pack that an editor goes on with, from what an article prints; what it does not say is left empty."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.domain.catalogue import SourceKind
from app.domain.characters import printable
from app.packs.completion import SCHEMA_FILE
from app.packs.proposing import Sighting

_HEAD = """\
# Figures are as the article prints them; everything else is in your own words, and no sentence of it stands here.
# Fill in what is empty, and delete the facts that are none: `rivalry check` names each empty place by its line.

[source]
slug = {slug}
kind = {kind}
# The article's own title, or one of yours and beside it: title_is_ours = true
title = ""
# What the article itself says, else nothing: publisher = "…", url = "https://…", published = 2026-01-31
sha256 = "{sha256}"

# Facts: where it matters also segment, initiative, nature, attribution, period_inferred, note
"""

_FACT = """
[[facts]]
company = ""
metric = ""
period = ""
printed = {printed}
paragraph = {paragraph}
"""


_FALL = """\
# Told as a fall: {told}. Where the metric is a change, print that, and take in:
"""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of a source before anybody has read it; `kind` is None where nobody has said it."""

    slug: str
    sha256: str
    kind: SourceKind | None = None


def draft_source(source: Beginning, sightings: Iterable[Sighting], schema: str | None = None) -> str:
    """Write the TOML of a pack with a fact for each figure that is proposed, its company, metric and period empty.

    `schema` is the way from the pack to its JSON Schema, for editors of text; None leaves that line out.
    """
    parts = [f"#:schema {schema}\n"] if schema else []
    slug, kind = _quoted(source.slug), _quoted(source.kind or "")
    parts.append(_HEAD.format(slug=slug, kind=kind, sha256=source.sha256))
    for each in sightings:
        if each.is_proposed:
            parts += [_FACT.format(printed=_quoted(each.printed), paragraph=each.paragraph), _comment(each)]
    return "".join(parts)


def spell_fall(sighting: Sighting) -> list[str]:
    """Write the keys that make a fall of a figure that is told as one: the ends of its range, mirrored, and a note."""
    if sighting.fall is None or sighting.quantity is None:
        return []
    mirrored = -sighting.quantity
    ends = (("low", mirrored.low), ("high", mirrored.high))
    return [*(f"{key} = {end.normalize():f}" for key, end in ends if end is not None), 'note = "A fall."']


def _comment(sighting: Sighting) -> str:
    """Say beside a fact that its figure is told as a fall, for the editor to decide what that means for the metric."""
    keys = "".join(f"# {key}\n" for key in spell_fall(sighting))
    return _FALL.format(told=_quoted(printable(sighting.fall or ""))) + keys if keys else ""


def find_schema(folder: Path) -> str | None:
    """Return the way from a folder to the JSON Schema in it or in the nearest folder around it, None without one."""
    for around in (folder.resolve(), *folder.resolve().parents):
        if (around / SCHEMA_FILE).is_file():
            return Path(os.path.relpath(around / SCHEMA_FILE, folder.resolve())).as_posix()
    return None


def _quoted(text: str) -> str:
    """Spell a text as TOML does, which for what a figure may hold is as JSON does."""
    return json.dumps(text, ensure_ascii=False)
