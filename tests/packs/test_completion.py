"""The JSON Schema of packs: it is what the code says, and takes what the reader takes."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.domain.period import is_period_label
from app.packs.completion import SCHEMA_FILE, describe_packs
from app.packs.schema import ENTRIES
from app.shipped import shipped
from tests.operating.runbook import ROOT
from tests.packs.writing import FACT_KEYS, SOURCE_KEYS

SEED = shipped("seed")
SEEDED = sorted(SEED.rglob("*.toml"))
PACKS = [*SEEDED, *sorted((ROOT / "tests/second_rivalry").glob("*.toml"))]
SCHEMA = json.loads((SEED / SCHEMA_FILE).read_text("utf-8"))


def mistakes(text: str) -> list[str]:
    """Hold a pack to the shipped schema, as editors do: dates are texts to them. Return where it is wrong."""
    return sorted(error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(_plain(tomllib.loads(text))))


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever TOML holds
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case date():
            return value.isoformat()
        case _:
            return value


def test_the_file_that_we_ship_is_what_the_code_says() -> None:
    """Otherwise `make schema` writes it anew."""
    assert (SEED / SCHEMA_FILE).read_text("utf-8") == describe_packs()


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("pack", PACKS, ids=[path.stem for path in PACKS])
def test_a_pack_that_the_reader_takes_is_valid(pack: Path) -> None:
    assert mistakes(pack.read_text("utf-8")) == []


@pytest.mark.parametrize("pack", SEEDED, ids=[path.stem for path in SEEDED])
def test_the_first_line_of_a_shipped_pack_leads_editors_to_the_schema(pack: Path) -> None:
    mark, _, target = pack.read_text("utf-8").split("\n", 1)[0].partition(" ")

    assert mark == "#:schema"
    assert (pack.parent / target).resolve() == SEED / SCHEMA_FILE


WRONG = {
    "unknown section": ("[[fact]]\n", "$"),
    "unknown key": ('[source]\nslug = "a"\nkind = "news"\ntitle = "A"\nday = 1\n', "$.source"),
    "missing key": ('[source]\nslug = "a"\nkind = "news"\n', "$.source"),
    "unknown choice": ('[source]\nslug = "a"\nkind = "rumour"\ntitle = "A"\n', "$.source.kind"),
    "slug with a capital": ('[source]\nslug = "A"\nkind = "news"\ntitle = "A"\n', "$.source.slug"),
    "text over two lines": ('[source]\nslug = "a"\nkind = "news"\ntitle = "A\\nB"\n', "$.source.title"),
    "number as a text": (
        '[[facts]]\ncompany = "a"\nmetric = "b"\nperiod = "FY2025"\nprinted = "5"\nlow = "5"\n',
        "$.facts[0].low",
    ),
    "column without a metric": (
        '[[tables]]\nfile = "a.csv"\nsection = "facts"\ncolumns = { A = { segment = "b" } }\n',
        "$.tables[0].columns.A",
    ),
    "list of a table": (
        '[[tables]]\nfile = "a.csv"\nsection = "facts"\nevery = { company = ["a"] }\n',
        "$.tables[0].every.company",
    ),
}


@pytest.mark.parametrize(("text", "place"), WRONG.values(), ids=WRONG)
def test_what_the_reader_refuses_at_sight_is_invalid(text: str, place: str) -> None:
    assert mistakes(text) == [place]


@pytest.mark.parametrize(("section", "keys"), [("facts", FACT_KEYS), ("sources", SOURCE_KEYS)])
def test_every_key_is_there_to_be_completed_and_none_is_null(section: str, keys: tuple[str, ...]) -> None:
    entry = SCHEMA["$defs"][ENTRIES[section].__name__]

    assert set(entry["properties"]) == set(keys)
    assert "null" not in json.dumps(SCHEMA)


SHAPES = {name: shape for name, shape in SCHEMA["$defs"].items() if "properties" in shape}
"""What every table of a pack may hold."""


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_key_is_explained_on_one_line(shape: dict[str, Any]) -> None:
    explained = {key: each.get("description", "") for key, each in shape["properties"].items()}

    assert [key for key, line in explained.items() if not line.endswith(".") or "\n" in line] == []


def test_every_section_is_explained() -> None:
    assert all(section["description"] for section in SCHEMA["properties"].values())


def test_examples_of_periods_are_periods() -> None:
    examples = SCHEMA["$defs"]["FactEntry"]["properties"]["period"]["examples"]

    assert len(examples) > 5
    assert all(map(is_period_label, examples))
