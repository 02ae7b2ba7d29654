"""`rivalry check` and `rivalry verify`: what is said of packs that are one article, and of paths that name nothing."""

import hashlib
from pathlib import Path

import pytest

from tests.commands.conftest import Rivalry
from tests.conftest import WritePack
from tests.packs.writing import VOCABULARY, fact, source

ARTICLE = "Acme sold goods for $5 billion.\n"
TWINS = "one article, by its SHA-256, counts as several sources: gazette, herald\n"


def of_article(slug: str, printed: str) -> str:
    """Write a pack of the article with one figure of it."""
    return source(slug, sha256=hashlib.sha256(ARTICLE.encode()).hexdigest()) + fact(printed)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def test_every_pack_of_an_article_is_verified_whichever_comes_first(
    rivalry: Rivalry, database_url: str, article: Path, write_pack: WritePack
) -> None:
    rivalry("load", write_pack(VOCABULARY), url=database_url)
    right = write_pack(of_article("gazette", "$5 billion"), "right.toml")
    wrong = write_pack(of_article("herald", "$6 billion"), "wrong.toml")

    for packs in ((right, wrong), (wrong, right)):
        result = rivalry("verify", "--article", article, *packs)

        assert result.exit_code == 1
        assert "gazette: 0 problems\n" in result.stdout
        assert "herald: 1 problem\n" in result.stdout
        assert "'$6 billion' is not printed in paragraph 1 of 1" in result.stdout


def test_packs_that_are_one_article_are_named_with_each_other_and_with_the_dataset(
    rivalry: Rivalry, database_url: str, write_pack: WritePack
) -> None:
    rivalry("load", write_pack(VOCABULARY), url=database_url)
    gazette = write_pack(of_article("gazette", "$5 billion"), "gazette.toml")
    herald = write_pack(of_article("herald", "$5 billion"), "herald.toml")

    alone, together = rivalry("check", herald), rivalry("check", gazette, herald)
    rivalry("load", gazette)
    beside = rivalry("check", herald)

    assert [(each.exit_code, each.stderr) for each in (alone, together, beside)] == [(0, ""), (0, TWINS), (0, TWINS)]


def test_a_path_that_is_empty_is_no_folder(rivalry: Rivalry, write_pack: WritePack) -> None:
    write_pack(VOCABULARY)

    for command in ("check", "diff", "load"):
        result = rivalry(command, "")

        assert result.exit_code == 2
        assert "an empty path names nothing" in result.stderr
