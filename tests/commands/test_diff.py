"""`rivalry diff`: what a load would do, before it does it."""

from pathlib import Path

import pytest

from tests.commands.conftest import Rivalry
from tests.conftest import WritePack
from tests.packs.writing import VOCABULARY, claim, fact, source, statement

OWN = source() + fact(paragraph=1) + fact("$4 billion", company="globex", period="FY2026", paragraph=2)
GAP = claim(
    "gap", companies='["acme", "globex"]', operation="gap", printed="about $1 billion", text="One billion apart."
)

TURNED = (
    'One billion apart: that does not hold, $3 billion computed against "about $1 billion" as printed '
    "(the two ranges lie $500 million apart)."
)


@pytest.fixture
def loaded(rivalry: Rivalry, database_url: str, write_pack: WritePack) -> Path:
    """Load a small pack, and return the database."""
    assert (
        rivalry("load", write_pack(VOCABULARY, "vocabulary.toml"), write_pack(OWN + GAP), url=database_url).exit_code
        == 0
    )
    return Path(database_url.removeprefix("sqlite:///"))


@pytest.mark.usefixtures("loaded")
def test_what_is_loaded_would_change_nothing(rivalry: Rivalry, write_pack: WritePack) -> None:
    result = rivalry("diff", write_pack(OWN + GAP))

    assert (result.exit_code, result.stdout, result.stderr) == (0, "no change\n", "")


@pytest.mark.usefixtures("loaded")
def test_a_fact_that_is_another_has_before_and_after_and_so_has_the_claim_it_turns(
    rivalry: Rivalry, write_pack: WritePack
) -> None:
    result = rivalry("diff", write_pack(OWN.replace("$4 billion", "$2 billion") + GAP))

    head, named, identity, *rest = result.stdout.splitlines()
    assert result.exit_code == 13
    assert (head, named) == ("facts: 1 replaced", "  ~ globex revenue FY2026: $2 billion (gazette, paragraph 2)")
    assert identity.startswith("      id: globex-revenue-fy2026-")
    assert rest == [
        "      printed: $4 billion → $2 billion",
        "      quantity: 3500000000 to 4500000000 USD, rounded → 1500000000 to 2500000000 USD, rounded",
        "checks: 1 with another result",
        f"  gap (gazette): consistent → inconsistent: {TURNED}",
        "loading would do this; nothing was changed",
    ]


@pytest.mark.usefixtures("loaded")
def test_what_comes_and_what_goes_is_named(rivalry: Rivalry, write_pack: WritePack) -> None:
    new = source() + fact(paragraph=1) + fact("95", metric="stores", paragraph=3) + statement("Acme does well.")

    result = rivalry("diff", write_pack(new))

    assert result.stdout.splitlines() == [
        "facts: 1 added, 1 withdrawn",
        "  - globex revenue FY2026: $4 billion (gazette, paragraph 2)",
        "  + acme stores FY2025: 95 (gazette, paragraph 3)",
        "statements: 1 added",
        "  + acme, outlook: Acme does well. (gazette)",
        "claims: 1 withdrawn",
        "  - gap: One billion apart. (gazette)",
        "checks: 1 with another result",
        "  gap (gazette): consistent → no claim",
        "loading would do this; nothing was changed",
    ]


@pytest.mark.usefixtures("loaded")
def test_a_restatement_is_named_as_one(rivalry: Rivalry, write_pack: WritePack) -> None:
    restated = fact("$4.9 billion", basis="restated") + fact("$9 billion", period="FY2027", nature="plan")

    result = rivalry("diff", write_pack(OWN + restated + GAP))

    assert "  + acme revenue FY2025, restated: $4.9 billion (gazette, paragraph 1)\n" in result.stdout
    assert "  + acme revenue FY2027, plan: $9 billion (gazette, paragraph 1)\n" in result.stdout


def test_it_says_what_load_then_does_and_changes_nothing(rivalry: Rivalry, loaded: Path, write_pack: WritePack) -> None:
    other = write_pack(source("herald") + fact("$6 billion", period="FY2024"), "other.toml")
    content = loaded.read_bytes()

    kept = rivalry("diff", other)
    pruned = rivalry("diff", "--prune", other)

    assert loaded.read_bytes() == content
    assert "withdrawn" not in kept.stdout
    assert "sources: 1 added, 1 withdrawn" in pruned.stdout
    assert rivalry("load", other).stdout.startswith("revision 2: 2 added, 0 withdrawn, 0 replaced")
    assert rivalry("diff", other).stdout == "no change\n"


def test_without_a_dataset_all_is_new_and_no_database_is_made(
    rivalry: Rivalry, write_pack: WritePack, tmp_path: Path
) -> None:
    result = rivalry("diff", write_pack(VOCABULARY + OWN))

    assert result.exit_code == 13
    assert result.stderr == (
        "there is no dataset yet: all of it would be new, and these packs stand alone; `rivalry load` loads the seed\n"
    )
    assert "companies: 3 added" in result.stdout
    assert not (tmp_path / "rivalry.db").exists()


def test_of_many_changes_the_first_are_listed_unless_all_are_asked_for(rivalry: Rivalry, write_pack: WritePack) -> None:
    many = write_pack(VOCABULARY + source() + "".join(fact(paragraph=number) for number in range(1, 152)))

    some, every = rivalry("diff", many), rivalry("diff", "--all", many)

    assert some.stdout.count("+ acme revenue") == 100
    assert "  and 51 more, which --all lists\n" in some.stdout
    assert every.stdout.count("+ acme revenue") == 151


@pytest.mark.usefixtures("loaded")
def test_mistakes_and_misfits_are_told_as_load_tells_them(rivalry: Rivalry, write_pack: WritePack) -> None:
    for pack in (OWN.replace("revenue", "revenu"), VOCABULARY.replace('"USD"', '"count"')):
        path = write_pack(pack)
        would, does = rivalry("diff", path), rivalry("load", path)

        assert would.exit_code == does.exit_code == 1
        assert would.stderr == does.stderr


def test_what_is_no_database_of_ours_is_left_as_it_is(rivalry: Rivalry, write_pack: WritePack, tmp_path: Path) -> None:
    (tmp_path / "rivalry.db").write_bytes(b"no database at all")

    assert rivalry("diff", write_pack(OWN)).exit_code == 3
    assert (tmp_path / "rivalry.db").read_bytes() == b"no database at all"
