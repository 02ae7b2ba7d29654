"""Whatever stands in packs and in the tables beside them, it is read or refused with mistakes, and nothing else."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue
from app.packs.mistakes import PackError
from app.packs.reader import read_packs
from app.packs.schema import ENTRIES
from tests.packs.refusing import is_plain
from tests.packs.writing import facts_table, source

texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["acme", "globex", "revenue", "stores", "acme-cloud", "FY2025", "2025-01-31", "$5 billion", "gazette"]
    ),
    st.sampled_from(
        ["\x1b[31m", "\u202e", "\u0430cme", "12-31", "00-00", "restated", "flow", "USD", "news", "level", "ratio"]
    ),
)
literals = st.recursive(
    texts.filter(lambda text: text.isprintable()).map(json.dumps)
    | st.integers().map(str)
    | st.floats().map(lambda number: repr(number).replace("e", "E"))
    | st.sampled_from(
        ["true", "2025-01-31", "0001-01-01", "12:00:00", "1979-05-27T07:32:00Z", "1e999999", "-nan", "[]", "{}"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
        | st.lists(inner, max_size=2).map(
            lambda each: f"{{ {', '.join(f'k{at} = {value}' for at, value in enumerate(each))} }}"
        )
    ),
    max_leaves=4,
)
keys = {
    section: [field.alias or name for name, field in shape.model_fields.items()] for section, shape in ENTRIES.items()
}
entries = st.sampled_from(list(ENTRIES)).flatmap(
    lambda section: st.dictionaries(st.sampled_from(keys[section]), literals, min_size=1, max_size=8).map(
        lambda entry: "\n".join([f"[[{section}]]", *(f"{key} = {value}" for key, value in entry.items())])
    )
)
cells = st.one_of(
    texts, st.sampled_from(["716,924", "(640)", "-3", "about 27%", "1e400", "", '"', '"x"y', "9" * 400, "=1+1"])
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples."""
    return tmp_path_factory.mktemp("fuzz")


def read_or_refuse(folder: Path, known: Catalogue) -> None:
    refused: list[PackError] = []
    try:
        read_packs([folder], known)
    except PackError as error:
        refused.append(error)
    assert all(error.count >= len(error.mistakes) > 0 for error in refused)
    assert all(is_plain(str(error)) for error in refused)


@settings(max_examples=100)
@given(written=st.lists(entries, max_size=5))
def test_any_entries_over_the_schema_are_read_or_refused(
    written: list[str], folder: Path, small_world: Catalogue
) -> None:
    (folder / "pack.toml").write_text("\n\n".join([source(), *written]))

    read_or_refuse(folder, small_world)


@settings(max_examples=100)
@given(
    header=st.permutations(["period", "Net sales", "note", "basis", "paragraph"]),
    rows=st.lists(st.lists(cells, min_size=4, max_size=6), max_size=5),
    scale=st.sampled_from(["million", None]),
)
def test_any_rows_of_a_table_are_read_or_refused(
    header: list[str], rows: list[list[str]], scale: str | None, folder: Path, small_world: Catalogue
) -> None:
    (folder / "pack.toml").write_text(source() + facts_table(scale=scale))
    text = "\n".join(",".join(row) for row in [header, *rows])
    (folder / "annual.csv").write_bytes(text.encode("utf-8", "surrogatepass"))

    read_or_refuse(folder, small_world)


@settings(max_examples=100)
@given(content=st.binary(max_size=200))
def test_any_bytes_of_a_table_are_read_or_refused(content: bytes, folder: Path, small_world: Catalogue) -> None:
    (folder / "pack.toml").write_text(source() + facts_table(scale=None))
    (folder / "annual.csv").write_bytes(b"period,Net sales\n" + content)

    read_or_refuse(folder, small_world)
