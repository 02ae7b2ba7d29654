"""Reading packs: files in, one catalogue out, or every mistake at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.domain.catalogue import Catalogue, Company
from app.domain.progress import Watch, unwatched
from app.packs import entries
from app.packs.files import PackFile, read_pack_file
from app.packs.mistakes import Mistake, Mistakes, PackError
from app.packs.opening import find_packs
from app.packs.references import VOCABULARY, Lines, References
from app.packs.rows import read_rows
from app.packs.schema import TableEntry
from app.packs.segments import link_segments
from app.packs.tables import Sheet, find_tables, read_sheet, spread_sheet
from app.packs.validation import Located, validate

READERS: dict[str, Callable[[Located[Any], References], Any]] = {
    "sources": entries.read_source,
    "companies": entries.read_company,
    "metrics": entries.read_metric,
    "segments": entries.read_segment,
    "initiatives": entries.read_initiative,
    "facts": entries.read_fact,
    "statements": entries.read_statement,
    "claims": entries.read_claim,
}
"""Each noun's reader, in an order in which what is referred to comes first."""


def read_packs(paths: Iterable[Path], known: Catalogue | None = None, watch: Watch = unwatched) -> Catalogue:
    """Read every pack among and below `paths` into a catalogue.

    Packs may refer to each other and to the vocabulary and sources of `known`; the answer holds only
    what the packs say. Raises PackError with every mistake in every file. `watch` is told of the tables of facts.
    """
    return read_with_lines(paths, known, watch)[0]


def read_with_lines(
    paths: Iterable[Path], known: Catalogue | None = None, watch: Watch = unwatched
) -> tuple[Catalogue, Lines]:
    """Read packs as `read_packs` does; return where each entry stands as well."""
    packs, mistakes = _read_files(find_packs(paths))
    tables, files, broken = _read_tables(packs, mistakes)
    located = _validate_files(files, mistakes, broken)
    given = [file for file in files if isinstance(file, PackFile)]
    references = References(known or Catalogue(), given, mistakes, broken)
    for noun in VOCABULARY:
        located[noun] = _shared_first(located.get(noun, []))
    for table in tables:
        entries.check_table(table, references)
    nouns = {noun: list(_read_nouns(noun, located.get(noun, []), references, watch)) for noun in READERS}
    nouns["segments"] = link_segments(located.get("segments", []), references)
    _check_names(located.get("companies", []), nouns["companies"], known or Catalogue(), references)
    if mistakes:
        raise PackError(mistakes)
    return Catalogue(**{noun: tuple(values) for noun, values in nouns.items()}), references.lines


def _read_files(paths: Iterable[Path]) -> tuple[list[PackFile], Mistakes]:
    files: list[PackFile] = []
    mistakes = Mistakes()
    for path in paths:
        try:
            files.append(read_pack_file(path))
        except PackError as error:
            mistakes.extend(error.mistakes)
    return files, mistakes


def _read_tables(
    packs: Iterable[PackFile], mistakes: Mistakes
) -> tuple[list[Located[TableEntry]], list[PackFile | Sheet], set[Path]]:
    """Read the CSV files of all packs; return the tables, the packs with these files, and the packs that lack rows.

    Sources are spread into entries, for facts may name them; the facts themselves stay rows.
    """
    tables: list[Located[TableEntry]] = []
    files: list[PackFile | Sheet] = []
    broken: set[Path] = set()
    named = Counter[str]()
    for pack in packs:
        files.append(pack)
        for at in find_tables(pack):
            sheet, found = (None, [at]) if isinstance(at, Mistake) else read_sheet(at, named)
            mistakes.extend(found)
            if isinstance(at, Located):
                tables.append(at)
            if sheet is None:
                broken.add(pack.path)
            elif sheet.entry.section == "facts":
                files.append(sheet)
            else:
                file, found = spread_sheet(sheet)
                mistakes.extend(found)
                files.append(file)
                if found:
                    broken.add(pack.path)
    return tables, files, broken


def _validate_files(files: Iterable[PackFile | Sheet], mistakes: Mistakes, broken: set[Path]) -> dict[str, list[Any]]:
    """Sort the well-formed entries by noun, sheets of facts among the facts; the others become mistakes.

    A pack with a source that is not well-formed is broken: its name may be what is wrong with it.
    """
    located: dict[str, list[Any]] = {}
    for file in files:
        if isinstance(file, Sheet):
            located.setdefault("facts", []).append(file)
            continue
        for section, found in validate(file):
            if isinstance(found, Mistake):
                mistakes.add(found)
                if section == "sources":
                    broken.add((file.pack or file).path)
            else:
                located.setdefault("sources" if section == "source" else section, []).append(found)
    return located


def _shared_first(located: list[Any]) -> list[Any]:
    """Where a slug is given twice, let those stand that no source's pack says: the others are blamed for it."""
    is_twice = len({at.entry.slug for at in located}) < len(located)
    return sorted(located, key=lambda at: at.file.source is not None) if is_twice else located


def _read_nouns(
    noun: str, located: Sequence[Located[Any] | Sheet], references: References, watch: Watch
) -> Iterator[Any]:
    """Read the entries of one noun, each once."""
    done, of = 0, sum(at.figures for at in located if isinstance(at, Sheet))
    for at in located:
        if isinstance(at, Sheet):
            yield from read_rows(at, references)
            watch("reading", done := done + at.figures, of)
            continue
        value = READERS[noun](at, references)
        if value is not None:
            key = value.key if noun == "facts" else value.id if noun == "statements" else value.slug
            references.define(noun, at, key, value)
            yield value


def _check_names(
    located: Iterable[Located[Any]], companies: Iterable[Company], known: Catalogue, references: References
) -> None:
    """Refuse two companies that answer to one name; what the packs say of a known company goes before."""
    companies = list(companies)
    renewed = {company.slug for company in companies}
    kept = (company for company in known.companies if company.slug not in renewed)
    owners = {name: company.slug for company in kept for name in company.names}
    for at, company in zip(located, companies, strict=True):
        for name in company.names:
            owner = owners.setdefault(name, company.slug)
            if owner != company.slug:
                references.add(at.mistake("aliases", f"{owner} answers to {name!r} as well"))
