"""The page that takes an editor through one article: its commands run as they stand there, one after the other."""

import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from app.packs.verification import LONGEST_QUOTE
from tests.operating.machine import Machine
from tests.operating.runbook import ROOT, Step, read_blocks
from tests.operating.test_named import anchors
from tests.test_readme import COMMAND_NAMES, README

PAGE = (ROOT / "docs/adding-an-article.md").read_text("utf-8")
SECTIONS = read_blocks(PAGE)
((ARTICLE,), (FILLED,)) = (
    re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE) for kind in ("text", "toml")
)
FILLING = "4. Fill it in"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Follow the page in a folder of its own, as a person would who fills in the pack as it is shown."""
    machine = Machine(tmp_path_factory.mktemp("editor"), 0)
    machine.folders = [Path(sys.executable).parent]
    machine.environment = {"COLUMNS": "80"}
    machine.release = machine.root / "desk"
    machine.release.mkdir()
    (machine.release / "larkspur.txt").write_text(ARTICLE, "utf-8")
    for heading, blocks in SECTIONS.items():
        machine.follow(list(chain.from_iterable(blocks)))
        if heading == FILLING:
            pack = machine.release / "larkspur-overtakes.toml"
            pack.rename(machine.release / "draft.toml")
            pack.write_text(FILLED, "utf-8")
    return machine.release


def steps() -> list[Step]:
    """Return all commands of the page."""
    return [step for blocks in SECTIONS.values() for block in blocks for step in block]


def test_every_command_on_the_page_is_run_and_prints_what_is_shown(folder: Path) -> None:
    assert len(steps()) >= 12
    assert all(step.is_run for step in steps())
    assert (folder / "rivalry.db").exists()


def test_what_is_filled_in_is_the_draft_and_nothing_that_it_holds_was_changed(folder: Path) -> None:
    draft, filled = (tomllib.loads(text) for text in ((folder / "draft.toml").read_text("utf-8"), FILLED))

    kept = {(each["printed"], each["paragraph"]) for each in draft["facts"]}
    used = {(each["printed"], each["paragraph"]) for each in filled["facts"]}
    used |= {(each["printed"], *each["paragraphs"]) for each in filled["claims"]}
    assert used == kept
    assert {key: value for key, value in draft["source"].items() if value}.items() <= filled["source"].items()


def test_nothing_that_stands_around_a_figure_is_in_the_draft(folder: Path) -> None:
    draft = " ".join(re.findall(r"\w+", (folder / "draft.toml").read_text("utf-8").lower()))
    words = re.findall(r"\w+", ARTICLE.lower())

    runs = {" ".join(words[at : at + LONGEST_QUOTE]) for at in range(len(words) - LONGEST_QUOTE + 1)}

    assert {run for run in runs if run in draft} == set()
    assert "founder" not in draft


def test_every_command_and_link_of_the_page_exists() -> None:
    named = set(
        re.findall(r"(?:^|[ `])rivalry ([a-z]+)(?= |`|$)", "\n".join(step.command for step in steps()), re.MULTILINE)
    )
    links = re.findall(r"\]\(\.\./README\.md#([^)]+)\)", PAGE)

    assert {"new", "schema", "check", "verify", "diff", "load"} <= named <= {*COMMAND_NAMES, "new"}
    assert links
    assert set(links) <= anchors(README)
    assert "(docs/adding-an-article.md)" in README
