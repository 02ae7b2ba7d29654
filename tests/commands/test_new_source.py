"""`rivalry new source` and `rivalry schema`: a pack begun from an article, and what completes its keys."""

import hashlib
from pathlib import Path

import pytest
import typer

from app.commands.writing import write_new
from app.packs.completion import describe_packs
from tests.commands.conftest import Rivalry
from tests.conftest import WritePack
from tests.packs.writing import source

ARTICLE = "A headline\n\nAcme has 95 shops since 2019 and sells for about $5 billion.\n"
BEGUN = """\
[source]
slug = "gazette-on-acme"
kind = ""
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "Gazette on Acme.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def test_a_pack_is_named_as_the_article_is_and_holds_its_sum(rivalry: Rivalry, article: Path, tmp_path: Path) -> None:
    result = rivalry("new", "source", article)

    pack = (tmp_path / "gazette-on-acme.toml").read_text("utf-8")
    assert (result.exit_code, result.stderr) == (0, "")
    assert BEGUN in pack
    assert f'sha256 = "{hashlib.sha256(ARTICLE.encode()).hexdigest()}"' in pack
    assert pack.count("[[facts]]") == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Gazette on Acme.txt", "gazette-on-acme.toml"]


def test_what_is_to_be_run_next_can_be_copied(rivalry: Rivalry, article: Path) -> None:
    assert f"rivalry verify --article '{article}' gazette-on-acme.toml;" in rivalry("new", "source", article).stdout


def test_a_wrong_setting_is_told_before_anything_is_written(
    rivalry: Rivalry, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIVALRY_CACHE_SECONDS", "soon")

    result = rivalry("new", "source", article)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "RIVALRY_CACHE_SECONDS" in result.stderr
    assert list(tmp_path.iterdir()) == [article]


def test_what_stands_around_a_figure_is_shown_and_not_written(rivalry: Rivalry, article: Path, tmp_path: Path) -> None:
    result = rivalry("new", "source", article)

    assert result.stdout.splitlines()[:6] == [
        "   1  A headline",
        "   2  Acme has «95» shops since 2019 and sells for «about $5 billion».",
        "        95: 95 count, exact",
        "        2019: not proposed, a year",
        "        about $5 billion: 4500000000 to 5500000000 USD, approximately",
        "gazette-on-acme.toml: the source gazette-on-acme, and 2 facts to be filled in or deleted",
    ]
    pack = (tmp_path / "gazette-on-acme.toml").read_text("utf-8")
    assert "shops" not in pack
    assert "headline" not in pack


def test_a_fall_is_told_of_at_the_figure_with_what_it_would_be(rivalry: Rivalry, tmp_path: Path) -> None:
    path = tmp_path / "fall.txt"
    path.write_text("Sales fell 8.5\u00a0%.\n", "utf-8")

    result = rivalry("new", "source", path)

    mirrored = 'low = -0.0855, high = -0.0845, note = "A fall."'
    assert result.stdout.splitlines()[1:3] == [
        "        8.5\u00a0%: 0.0845 to 0.0855 fraction, rounded",
        f"          told as a fall (fell 8.5\u00a0%): where the metric is a change, {mirrored}",
    ]
    assert "# Told as a fall: " in (tmp_path / "fall.toml").read_text("utf-8")


def test_check_names_each_empty_place_and_takes_the_pack_when_they_are_filled(
    rivalry: Rivalry, article: Path, tmp_path: Path
) -> None:
    pack = tmp_path / "gazette-on-acme.toml"
    rivalry("new", "source", article)
    text = pack.read_text("utf-8")

    before = rivalry("check", pack)
    for key, value in {"kind": "news", "title": "A headline", "company": "walmart", "period": "FY2026"}.items():
        text = text.replace(f'{key} = ""', f'{key} = "{value}"')
    pack.write_text(text.replace('metric = ""', 'metric = "stores"', 1).replace('metric = ""', 'metric = "revenue"'))

    empty = [number for number, line in enumerate(text.splitlines(), start=1) if line.endswith('= ""')]
    told = [line.split(":")[1] for line in before.stderr.splitlines() if line.startswith(str(pack))]
    assert before.exit_code == 1
    assert "kind: unknown value ''; allowed: news, commentary, filing, release" in before.stderr
    assert len(told) == 8
    assert {str(number) for number in empty} < set(told)
    assert rivalry("check", pack).exit_code == 0
    assert rivalry("verify", "--article", article, pack).stdout == "gazette-on-acme: 0 problems\n"


def test_name_kind_and_place_may_be_given(rivalry: Rivalry, article: Path, tmp_path: Path) -> None:
    (tmp_path / "packs" / "news").mkdir(parents=True)
    (tmp_path / "packs" / "pack.schema.json").write_text(describe_packs(), "utf-8")

    rivalry("new", "source", article, "--slug", "acme", "--kind", "commentary", "--out", "packs/news/a.toml")

    pack = (tmp_path / "packs/news/a.toml").read_text("utf-8")
    assert pack.startswith("#:schema ../pack.schema.json\n")
    assert 'slug = "acme"\nkind = "commentary"\n' in pack


def test_a_file_that_exists_is_never_overwritten(rivalry: Rivalry, article: Path, tmp_path: Path) -> None:
    mine = tmp_path / "acme.toml"
    mine.write_text("mine", "utf-8")

    result = rivalry("new", "source", article, "--slug", "acme")

    assert result.exit_code == 2
    assert "acme.toml exists; nothing is overwritten" in result.stderr
    assert mine.read_text("utf-8") == "mine"


def test_a_link_to_nowhere_is_there_too(rivalry: Rivalry, article: Path, tmp_path: Path) -> None:
    (tmp_path / "acme.toml").symlink_to("nowhere")

    result = rivalry("new", "source", article, "--slug", "acme")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "acme.toml exists; nothing is overwritten" in result.stderr


def test_what_was_made_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    mine = tmp_path / "acme.toml"
    mine.write_text("mine", "utf-8")

    with pytest.raises(typer.BadParameter, match="exists by now"):
        write_new(mine, "another")

    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("acme.toml", "mine")]


WRONG = {
    "no file": (["nowhere.txt"], 2, "does not exist"),
    "a folder": (["."], 2, "is a directory"),
    "a slug with capitals": (["{article}", "--slug", "Acme"], 2, "a slug is lower-case letters and digits"),
    "a slug that is too long": (["{article}", "--slug", "a" * 81], 2, "a slug has at most 80 characters"),
    "an unknown kind": (["{article}", "--kind", "rumour"], 2, "'rumour' is not one of"),
    "no folder to write to": (["{article}", "--out", "nowhere/a.toml"], 2, "there is no folder nowhere"),
    "no article": (["empty.txt"], 1, "empty.txt:1: the file is empty: there is no paragraph in it"),
    "a name without letters": (["./---.txt"], 2, "give one by --slug"),
}


@pytest.mark.parametrize(("arguments", "code", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_and_nothing_is_written(
    arguments: list[str], code: int, says: str, rivalry: Rivalry, article: Path
) -> None:
    folder = article.parent
    for name in ("empty.txt", "---.txt"):
        (folder / name).touch()
    before = sorted(folder.iterdir())

    result = rivalry("new", "source", *(each.format(article=article) for each in arguments))

    assert result.exit_code == code
    assert says in " ".join(result.stderr.split())
    assert sorted(folder.iterdir()) == before


def test_colours_in_an_article_reach_no_terminal(rivalry: Rivalry, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("It has 95 shops\u202e.", "utf-8")

    result = rivalry("new", "source", path)

    assert "shops\\u202e." in result.stdout


def test_an_article_that_the_dataset_holds_is_told_of(
    rivalry: Rivalry, article: Path, database_url: str, write_pack: WritePack
) -> None:
    held = source("herald", sha256=hashlib.sha256(ARTICLE.encode()).hexdigest())
    rivalry("load", write_pack(held), url=database_url)

    result = rivalry("new", "source", article, url=database_url)

    assert result.exit_code == 0
    assert result.stderr == "the dataset holds this article as herald: its pack is the place to go on\n"


def test_schema_prints_the_schema(rivalry: Rivalry) -> None:
    assert rivalry("schema").stdout == describe_packs()
