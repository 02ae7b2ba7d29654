"""Mutants of packs: files that are no TOML, numbers and texts beyond all bounds, and characters that nobody sees."""

import codecs
import gzip
import re
import tomllib
from random import Random
from typing import Any

from tests.packs.mutants.entries import TEXTS
from tests.packs.mutants.seeded import REQUIRED, Mutant, SeedPack, joined

HIDDEN = "\u200b\u200e\u202e\u2066\u00ad\ufeff\u2060\u061c\U000e0041\ufe0f\u3164\u2028"
ALIKE = {
    "a": "\u0430",
    "e": "\u0435",
    "o": "\u043e",
    "c": "\u0441",
    "p": "\u0440",
    "x": "\u0445",
    "i": "\u0456",
    "y": "\u0443",
}
NO_NUMBERS = ("0", "-1", "100001", "9223372036854775808", f"0x{'f' * 150}", "1e400", "-0.0", "nan", "inf", "9" * 199)
NO_DAYS = (
    "10000-01-01",
    "0000-00-00",
    "2026-02-29",
    "12:30:00",
    "2026-01-31T00:00:00",
    "1999-13-01",
    "0001-01-01",
    "9999-12-31",
    '"2026-01-31"',
    "20260131",
)
WITH_ORIGIN = {"cik", "exchange", "fiscal_year_end"}


def quote_lost_behind(pack: SeedPack, pick: Random) -> Mutant | None:
    _, _, line = pick.choice([each for each in pack.keyed() if '"' in pack.value(each[2])])
    before, _, after = pack.lines[line - 1].rpartition('"')
    return pack.wrong(pack.changed({line: before + after}), "not valid TOML", line)


def quote_lost_before(pack: SeedPack, pick: Random) -> Mutant | None:
    places = [each for each in pack.keyed() if re.match(r'"[^\[{]', pack.value(each[2]))]
    _, key, line = pick.choice(places)
    return pack.wrong(pack.changed({line: f"{key} = {pack.value(line)[1:]}"}), "not valid TOML", line)


def equals_sign_lost(pack: SeedPack, pick: Random) -> Mutant | None:
    _, _, line = pick.choice(pack.keyed())
    return pack.wrong(pack.changed({line: pack.lines[line - 1].replace(" = ", " ", 1)}), "not valid TOML", line)


def value_lost(pack: SeedPack, pick: Random) -> Mutant | None:
    _, key, line = pick.choice(pack.keyed())
    return pack.wrong(pack.changed({line: f"{key} = "}), "not valid TOML: Invalid value", line)


def bracket_of_a_header_lost(pack: SeedPack, pick: Random) -> Mutant | None:
    line = pick.choice(pack.entries).header
    return pack.wrong(pack.changed({line: pack.lines[line - 1][:-1]}), "not valid TOML", line)


def list_not_closed(pack: SeedPack, pick: Random) -> Mutant | None:
    """What is not closed is seen where the next thing begins."""
    places = [each for each in pack.keyed() if pack.value(each[2])[-1:] in ("]", "}")]
    if not places:
        return None
    _, _, line = pick.choice(places)
    rest = pack.lines[line:]
    next_thing = (
        line + 1 + next((at for at, each in enumerate(rest) if each and not each.startswith("#")), len(rest) - 1)
    )
    changed = pack.changed({line: pack.lines[line - 1][:-1]})
    return pack.wrong(changed, "not valid TOML", *range(line, next_thing + 1))


def truncated(pack: SeedPack, pick: Random) -> Mutant | None:
    """A file that ends too early is right where it is TOML and no entry lacks a key."""
    whole = joined(pack.lines)
    cut = whole[: pick.randrange(1, len(whole))].decode(errors="ignore")
    last = cut.rstrip().count("\n") + 1
    try:
        content = tomllib.loads(cut)
    except tomllib.TOMLDecodeError:
        return pack.wrong(cut.encode(), "not valid TOML", last, max(last - 1, 1))
    if _lacks_nothing(content):
        return pack.right(cut.encode(), alike=False)
    header = max((entry.header for entry in pack.entries if entry.header <= last), default=1)
    above = [entry.header for entry in pack.entries if entry.section == "tables" and entry.header <= last]
    return pack.wrong(cut.encode(), "", header, *above, *range(header, last + 1))


def _lacks_nothing(content: dict[str, Any]) -> bool:
    for section, tables in content.items():
        for table in tables if isinstance(tables, list) else [tables]:
            if not set(REQUIRED[section]) <= table.keys():
                return False
            if section == "companies" and table.keys() & WITH_ORIGIN and "from" not in table:
                return False
            if section == "facts" and table.keys() & {"low", "high"} and "note" not in table:
                return False
            if section == "tables" and not table.get("columns") and table["section"] == "facts" and "scale" in table:
                return False
    return True


def in_another_encoding(pack: SeedPack, pick: Random) -> Mutant | None:
    text = joined(pack.lines).decode()
    codec = pick.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8 compressed", "hexadecimal"))
    if codec == "utf-8 compressed":
        return pack.wrong(gzip.compress(text.encode(), mtime=0), "not UTF-8", 1)
    if codec == "hexadecimal":
        return pack.wrong(text.encode().hex().encode(), "at most 200 characters", 1)
    return pack.wrong(text.encode(codec), "not ", 1)


def bytes_that_are_no_utf8(pack: SeedPack, pick: Random) -> Mutant | None:
    line = pick.randrange(1, len(pack.lines) + 1)
    byte = pick.choice((b"\xe9", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\x93", b"\xf5\x80\x80\x80"))
    before, after = joined(pack.lines[: line - 1]), joined(pack.lines[line:])
    return pack.wrong(before + pack.lines[line - 1].encode() + b" # caf" + byte + b"\n" + after, "not UTF-8", line)


def control_character(pack: SeedPack, pick: Random) -> Mutant | None:
    line = pick.randrange(1, len(pack.lines) + 1)
    text = pack.lines[line - 1]
    at = pick.randrange(len(text) + 1)
    changed = text[:at] + pick.choice("\x00\x01\x07\x08\x1b\x7f\x1f") + text[at:]
    return pack.wrong(pack.changed({line: changed}), "not valid TOML", line)


def with_another_end_of_line(pack: SeedPack, pick: Random) -> Mutant | None:
    content = joined(pack.lines)
    how = pick.choice(("CRLF", "mark", "both", "no last line break"))
    if how in ("CRLF", "both"):
        content = content.replace(b"\n", b"\r\n")
    if how in ("mark", "both"):
        content = codecs.BOM_UTF8 + content
    return pack.right(content.rstrip(b"\n") if how == "no last line break" else content)


def with_ends_of_line_of_old(pack: SeedPack, pick: Random) -> Mutant | None:
    line = pick.randrange(1, len(pack.lines) + 1)
    changed = [*pack.lines[: line - 1], f"{pack.lines[line - 1]}\r# one more", *pack.lines[line:]]
    return pack.wrong(changed, "not valid TOML", line)


def comments_and_blanks(pack: SeedPack, pick: Random) -> Mutant | None:
    lines = list(pack.lines)
    for _ in range(5):
        lines.insert(
            pick.randrange(len(lines) + 1),
            pick.choice(("", "   ", "# [[facts]]", '# """', "\t# Привет, мир", "# '''")),
        )
    return pack.right(lines)


def number_out_of_range(pack: SeedPack, pick: Random) -> Mutant | None:
    places = pack.keyed("paragraph", "paragraphs")
    if not places:
        return None
    _, key, line = pick.choice(places)
    number = pick.choice(NO_NUMBERS)
    changed = f"{key} = {number}" if key == "paragraph" else f"{key} = [1, {number}]"
    return pack.wrong(pack.changed({line: changed}), key, line)


def paragraph_of_evidence_out_of_range(pack: SeedPack, pick: Random) -> Mutant | None:
    places = [each for each in pack.keyed("evidence") if re.search(r"\d\]", pack.value(each[2]))]
    if not places:
        return None
    _, _, line = pick.choice(places)
    changed = re.sub(r"\[\d+", f"[{pick.choice(NO_NUMBERS[:5])}", pack.lines[line - 1], count=1)
    return pack.wrong(pack.changed({line: changed}), "evidence", line)


def too_much_of_something(pack: SeedPack, pick: Random) -> Mutant | None:
    line = pick.choice([*(entry.end - 1 for entry in pack.entries), 0])
    size = pick.choice((300, 5_000, 100_000))
    added, says = pick.choice(
        (
            (f"x = {'9' * size}", "at most 200 characters"),
            (f"x = 0x{'f' * size}", "at most 200 characters"),
            (f"x = 1.{'3' * size}", "at most 200 characters"),
            (f"{'k' * size} = 1", "at most 200 characters"),
            (f"x{'.x' * size} = 1", "at most 20 parts"),
            (f"x{' . x' * size} = 1", "at most 20 parts"),
            (f"x = {{ {'.'.join(['a'] * size)} = 1 }}", "at most 20 parts"),
            (f"x = {'[' * 2_000}{']' * 2_000}", "nested too deeply"),
            (f"x = {'{a=' * 2_000}1{'}' * 2_000}", "nested too deeply"),
        )
    )
    return pack.wrong([*pack.lines[:line], added, *pack.lines[line:]], says, line + 1)


def day_that_is_not(pack: SeedPack, pick: Random) -> Mutant | None:
    places = pack.keyed("published")
    if not places:
        return None
    _, _, line = pick.choice(places)
    return pack.wrong(pack.changed({line: f"published = {pick.choice(NO_DAYS)}"}), "", line)


def hidden_character(pack: SeedPack, pick: Random) -> Mutant | None:
    found = _a_text(pack, pick)
    if found is None:
        return None
    line, text = found
    at = pick.randrange(1, len(text))
    changed = text[:at] + pick.choice(HIDDEN) + text[at:]
    return pack.wrong(pack.changed({line: pack.lines[line - 1].replace(text, changed)}), "U+", line)


def letter_that_looks_alike(pack: SeedPack, pick: Random) -> Mutant | None:
    found = _a_text(pack, pick)
    if found is None:
        return None
    line, text = found
    words = [found for found in re.finditer(r"[A-Za-z]{2,}", text) if ALIKE.keys() & set(found[0])]
    if not words:
        return None
    word = pick.choice(words)
    letter = pick.choice(sorted(ALIKE.keys() & set(word[0])))
    changed = text[: word.start()] + word[0].replace(letter, ALIKE[letter], 1) + text[word.end() :]
    if not re.search(r"[A-Za-z]", word[0].replace(letter, "", 1)):
        return None
    return pack.wrong(pack.changed({line: pack.lines[line - 1].replace(text, changed)}), "mixes letters", line)


def order_to_a_terminal(pack: SeedPack, pick: Random) -> Mutant | None:
    found = _a_text(pack, pick)
    if found is None:
        return None
    line, text = found
    order = pick.choice((r"\u001b[31m", r"\u001b]0;title\u0007", r"\u009b2J", r"\b\b\b", r"\r", r"\u0000"))
    at = pick.randrange(1, len(text))
    changed = text[:at] + order + text[at:]
    return pack.wrong(pack.changed({line: pack.lines[line - 1].replace(text, changed)}), ": ", line)


def text_too_long(pack: SeedPack, pick: Random) -> Mutant | None:
    found = _a_text(pack, pick)
    if found is None:
        return None
    line, text = found
    changed = pack.lines[line - 1].replace(text, "x" * pick.choice((601, 10_000, 200_000)))
    return pack.wrong(pack.changed({line: changed}), "at most", line)


def _a_text(pack: SeedPack, pick: Random) -> tuple[int, str] | None:
    """Choose a text of a pack that has more than one letter, with its line."""
    places = [each for each in pack.keyed(*TEXTS) if re.fullmatch(r'"[^"\\]{2,}"', pack.value(each[2]))]
    if not places:
        return None
    _, _, line = pick.choice(places)
    return line, pack.value(line).strip('"')
