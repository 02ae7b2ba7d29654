"""Mutants of packs: keys, entries and values that are not what they should be."""

import re
from random import Random

from tests.packs.mutants.seeded import REQUIRED, Mutant, SeedPack, Written, neighbours, one_letter_off

NAMED = ("company", "metric", "segment", "initiative", "within", "of", "than")
CHOICES = (
    *("kind", "nature", "topic", "unit", "direction", "category", "approach", "line", "basis", "attribution"),
    *("operation", "section", "scale"),
)
TEXTS = ("name", "title", "definition", "summary", "text", "note", "publisher", "period_inferred", "printed", "from")
TYPES = {
    "text": '"x"',
    "whole": "7",
    "truth": "true",
    "fraction": "1.5",
    "list": "[[1]]",
    "day": "2026-01-31",
    "time": "12:30:00",
    "table": "{ a = 1 }",
}
NO_PERIODS = (
    "2025",
    "FY25",
    "FY2025-Q5",
    "FY2025/FY2024",
    "2025-02-30",
    "FY10000",
    "last year",
    "FY2025 ",
    "",
    "0000-00-00",
)
NO_FIGURES = (
    "a whole lot",
    "€5 billion",
    "about",
    "12,34",
    "$\u0665",
    "1e400",
    "nan",
    "$5 billion to",
    "50 bps",
    "=1+1",
    "--5",
)
REPEATED = ("companies", "metrics", "segments", "initiatives", "facts", "statements", "claims")


def key_deleted(pack: SeedPack, pick: Random) -> Mutant | None:
    places = [each for each in pack.keyed() if each[1] in REQUIRED[each[0].section]]
    entry, key, line = pick.choice(places)
    return pack.wrong(pack.changed({line: None}), f"the key '{key}' is missing", entry.header)


def key_misspelt(pack: SeedPack, pick: Random) -> Mutant | None:
    entry, key, line = pick.choice(pack.keyed())
    at = pick.randrange(len(key))
    spelled = key[:at] + key[at] + key[at:]
    changed = pack.changed({line: f"{spelled} = {pack.value(line)}"})
    return pack.wrong(changed, f"unknown key '{spelled}'", line, entry.header)


def key_twice(pack: SeedPack, pick: Random) -> Mutant | None:
    _, _, line = pick.choice(pack.keyed())
    lines = [*pack.lines[:line], pack.lines[line - 1], *pack.lines[line:]]
    return pack.wrong(lines, "not valid TOML: Cannot overwrite a value", line + 1)


def keys_swapped(pack: SeedPack, pick: Random) -> Mutant | None:
    pairs = [pair for entry in pack.entries for pair in neighbours(pack, entry)]
    one, other = pick.choice(pairs)
    return pack.right(pack.changed({one: pack.lines[other - 1], other: pack.lines[one - 1]}))


def entry_twice(pack: SeedPack, pick: Random) -> Mutant | None:
    entry = _entry(pack, pick, (*REPEATED, "source", "sources"))
    if entry is None:
        return None
    lines = [*pack.lines, "", *pack.lines[entry.header - 1 : entry.end - 1]]
    says = "not valid TOML: Cannot declare" if entry.section == "source" else "is a second one of what stands at"
    return pack.wrong(lines, says, len(pack.lines) + 2)


def entry_gone(pack: SeedPack, pick: Random) -> Mutant | None:
    entry = _entry(pack, pick, REPEATED)
    if entry is None:
        return None
    return pack.right([*pack.lines[: entry.header - 1], *pack.lines[entry.end - 1 :]], alike=False)


def entry_moved(pack: SeedPack, pick: Random) -> Mutant | None:
    entry = _entry(pack, pick, REPEATED)
    if entry is None:
        return None
    moved = pack.lines[entry.header - 1 : entry.end - 1]
    return pack.right([*pack.lines[: entry.header - 1], *pack.lines[entry.end - 1 :], "", *moved])


def value_of_another_type(pack: SeedPack, pick: Random) -> Mutant | None:
    _, key, line = pick.choice(pack.keyed())
    own = _type_of(pack.value(line))
    others = [name for name in TYPES if name != own and not {own, name} <= {"whole", "fraction"}]
    changed = pack.changed({line: f"{key} = {TYPES[pick.choice(others)]}"})
    return pack.wrong(changed, f"{key}", line)


def slug_one_letter_off(pack: SeedPack, pick: Random) -> Mutant | None:
    places = pack.keyed(*NAMED)
    if not places:
        return None
    _, key, line = pick.choice(places)
    slug = one_letter_off(pack.value(line).strip('"'), pick)
    return pack.wrong(pack.changed({line: f'{key} = "{slug}"'}), f"'{slug}'", line)


def company_in_a_list_off(pack: SeedPack, pick: Random) -> Mutant | None:
    places = pack.keyed("companies", "partners")
    if not places:
        return None
    _, key, line = pick.choice(places)
    slugs = re.findall(r'"([^"]+)"', pack.value(line))
    at = pick.randrange(len(slugs))
    slugs[at] = one_letter_off(slugs[at], pick)
    spelled = ", ".join(f'"{slug}"' for slug in slugs)
    return pack.wrong(pack.changed({line: f"{key} = [{spelled}]"}), f"unknown company '{slugs[at]}'", line)


def evidence_off(pack: SeedPack, pick: Random) -> Mutant | None:
    places = pack.keyed("evidence")
    if not places:
        return None
    _, _, line = pick.choice(places)
    slug = pick.choice(re.findall(r"([a-z0-9-]+) = \[", pack.value(line)))
    off = one_letter_off(slug, pick)
    changed = pack.lines[line - 1].replace(f"{slug} = [", f"{off} = [")
    return pack.wrong(pack.changed({line: changed}), f"unknown source '{off}'", line)


def slug_of_a_wrong_form(pack: SeedPack, pick: Random) -> Mutant | None:
    places = pack.keyed("slug", "stance", *NAMED)
    if not places:
        return None
    _, key, line = pick.choice(places)
    slug = pack.value(line).strip('"')
    off = pick.choice(
        (
            slug.upper(),
            f"{slug}-",
            f"-{slug}",
            f"{slug} ",
            slug + "\u0430",
            f"{slug}\u200b",
            f"../{slug}",
            f"{slug}_1",
            "",
        )
    )
    return pack.wrong(pack.changed({line: f'{key} = "{off}"'}), "it is written as lower-case letters", line)


def choice_off(pack: SeedPack, pick: Random) -> Mutant | None:
    places = pack.keyed(*CHOICES)
    if not places:
        return None
    _, key, line = pick.choice(places)
    return pack.wrong(pack.changed({line: f'{key} = {pack.value(line)[:-1]}x"'}), "unknown value", line)


def period_that_is_not(pack: SeedPack, pick: Random) -> Mutant | None:
    places = pack.keyed("period", sections=("facts", "claims"))
    if not places:
        return None
    _, _, line = pick.choice(places)
    return pack.wrong(pack.changed({line: f'period = "{pick.choice(NO_PERIODS)}"'}), "period: ", line)


def figure_not_understood(pack: SeedPack, pick: Random) -> Mutant | None:
    places = [each for each in pack.keyed("printed", sections=("facts",)) if not {"low", "high"} & each[0].keys.keys()]
    if not places:
        return None
    _, _, line = pick.choice(places)
    return pack.wrong(pack.changed({line: f'printed = "{pick.choice(NO_FIGURES)}"'}), "printed: ", line)


def figure_of_nine_words(pack: SeedPack, pick: Random) -> Mutant | None:
    places = pack.keyed("printed")
    if not places:
        return None
    _, _, line = pick.choice(places)
    words = " ".join(pick.choice(("more", "than", "about", "five", "billion")) for _ in range(9))
    return pack.wrong(pack.changed({line: f'printed = "{words}"'}), "a figure has at most 8 words", line)


def part_of_another_company(pack: SeedPack, pick: Random) -> Mutant | None:
    parts = {"amazon": ("sams-club", "sparky"), "walmart": ("aws", "rufus")}
    places = [each for each in pack.keyed("company", sections=("facts",)) if pack.value(each[2]).strip('"') in parts]
    places = [each for each in places if not {"segment", "initiative"} & each[0].keys.keys()]
    if not places:
        return None
    _, _, line = pick.choice(places)
    segment, initiative = parts[pack.value(line).strip('"')]
    added = pick.choice((f'segment = "{segment}"', f'initiative = "{initiative}"'))
    return pack.wrong([*pack.lines[:line], added, *pack.lines[line:]], "belongs to", line + 1)


def circle_of_segments(pack: SeedPack, pick: Random) -> Mutant | None:
    free = [entry for entry in pack.entries if entry.section == "segments" and "within" not in entry.keys]
    if not free:
        return None
    company = pack.value(pick.choice(free).keys["company"])
    one, other = sorted(
        pick.sample([each for each in free if pack.value(each.keys["company"]) == company], 2),
        key=lambda each: each.header,
    )
    first, second = one.keys["slug"], other.keys["slug"]
    lines = list(pack.lines)
    lines.insert(second, f"within = {pack.value(first)}")
    lines.insert(first, f"within = {pack.value(second)}")
    return pack.wrong(lines, "would contain itself", first + 1, second + 2)


def overlap_with_itself(pack: SeedPack, pick: Random) -> Mutant | None:
    free = [each for each in pack.entries if each.section == "segments" and "overlaps" not in each.keys]
    if not free:
        return None
    line = pick.choice(free).keys["slug"]
    lines = [*pack.lines[:line], f"overlaps = [{pack.value(line)}]", *pack.lines[line:]]
    return pack.wrong(lines, "a segment does not overlap itself", line + 1)


def name_of_another_company(pack: SeedPack, pick: Random) -> Mutant | None:
    free = [each for each in pack.entries if each.section == "companies" and "aliases" not in each.keys]
    if not free:
        return None
    line = pick.choice(free[1:]).keys["slug"]  # who comes first keeps its names
    alias = pick.choice(("AMZN", "Amazon", "amzn.us", "0001018724", "1018724", "nasdaq:Amzn"))
    lines = [*pack.lines[:line], f'aliases = ["{alias}"]', *pack.lines[line:]]
    return pack.wrong(lines, f"answers to '{alias.lower()}' as well", line + 1)


def section_misspelt(pack: SeedPack, pick: Random) -> Mutant | None:
    entry = _entry(pack, pick, (*REPEATED, "sources"))
    if entry is None:
        return None
    changed = pack.changed({entry.header: f"[[{entry.section}z]]"})
    return pack.wrong(changed, f"unknown section '{entry.section}z'", entry.header)


def bracket_of_an_array_lost(pack: SeedPack, pick: Random) -> Mutant | None:
    section = pick.choice(REPEATED)
    entries = [each for each in pack.entries if each.section == section]
    if not entries:
        return None
    line = entries[-1].header
    return pack.wrong(pack.changed({line: f"[{section}]"}), section if len(entries) == 1 else "not valid TOML", line)


def _entry(pack: SeedPack, pick: Random, sections: tuple[str, ...]) -> Written | None:
    entries = [each for each in pack.entries if each.section in sections]
    return pick.choice(entries) if entries else None


def _type_of(value: str) -> str:
    forms = {r'"': "text", r"\[": "list", r"\{": "table", r"true|false": "truth", r"\d{4}-": "day", r"\d+$": "whole"}
    return next((name for form, name in forms.items() if re.match(form, value)), "fraction")
