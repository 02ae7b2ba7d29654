"""The commands: what each prints, writes and exits with."""

import hashlib
import os
import resource
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.settings import Settings
from tests.conftest import WritePack
from tests.packs.writing import VOCABULARY, claim, fact, source, statement

SEED = "5 companies, 17 metrics, 19 segments, 11 initiatives, 161 sources, 1285 facts, 60 statements, 22 claims"
NOTHING_BUT = "0 companies, 0 metrics, 0 segments, 0 initiatives, 1 sources, 1 facts, 0 statements, 0 claims"
INSTALLED = Path(sys.executable).with_name("rivalry")
Rivalry = Callable[..., Result]


@pytest.fixture
def rivalry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rivalry:
    """Return a function that runs the command line in an empty folder, over `url` if one is given."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("RIVALRY_DATABASE_URL", raising=False)

    def run(*arguments: object, url: str | None = None) -> Result:
        environment = {"RIVALRY_DATABASE_URL": url} if url else {}
        return CliRunner().invoke(cli, [str(each) for each in arguments], env=environment)

    return run


def run_installed(*arguments: object, cwd: Path, largest_file: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a process of its own, where no file may grow beyond a number of bytes."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    environment = {name: value for name, value in os.environ.items() if not name.startswith("RIVALRY_")}
    return subprocess.run(
        [INSTALLED, *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )


def revisions(path: Path) -> list[tuple[int, int]]:
    """Ask the file itself, past all code of ours, for its revisions and how many facts each added."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT number, (SELECT count(*) FROM fact WHERE fact.added = number) FROM revision ORDER BY number"
        return list(connection.execute(query))


def test_load_fills_the_default_database_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    first = run_installed("load", cwd=tmp_path)
    second = run_installed("load", cwd=tmp_path)

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"revision 1: 1580 added, 0 withdrawn, 0 replaced; {SEED}\n"
    assert (second.returncode, second.stdout) == (0, f"revision 1: no change; {SEED}\n")
    assert revisions(tmp_path / "rivalry.db") == [(1, 1285)]


def test_load_adds_packs_of_ones_own_to_what_is_there(
    rivalry: Rivalry, database_url: str, write_pack: WritePack
) -> None:
    rivalry("load", url=database_url)
    own = source() + fact("$700 billion", company="amazon")

    added = rivalry("load", write_pack(own), url=database_url)
    changed = rivalry("load", write_pack(own.replace("700", "701")), url=database_url)

    assert added.stdout.startswith("revision 2: 2 added, 0 withdrawn, 0 replaced; 5 companies")
    assert changed.stdout.startswith("revision 3: 0 added, 0 withdrawn, 1 replaced; 5 companies")


def test_load_with_prune_keeps_only_the_sources_that_the_packs_name(
    rivalry: Rivalry, database_url: str, write_pack: WritePack
) -> None:
    rivalry("load", url=database_url)

    own = rivalry("load", "--prune", write_pack(VOCABULARY + source() + fact()), url=database_url)
    alone = rivalry("load", "--prune", write_pack(source() + fact()), url=database_url)

    assert own.stdout.startswith("revision 2: 11 added, 1528 withdrawn, 2 replaced; 8 companies, 18 metrics")
    assert alone.stdout.startswith("revision 2: no change; 8 companies, 18 metrics")


def test_a_mistake_in_one_pack_keeps_all_of_them_out(
    rivalry: Rivalry, database_url: str, tmp_path: Path, write_pack: WritePack
) -> None:
    good = write_pack(VOCABULARY, "a.toml")
    bad = write_pack(source() + fact(metric="revenu"), "b.toml")

    result = rivalry("load", good, bad, url=database_url)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "there is no dataset yet, so these packs stand alone; `rivalry load` loads the seed\n"
        f"{bad}:7: facts[0].metric: unknown metric 'revenu'; allowed: revenue, stores, share; did you mean 'revenue'?\n"
        "1 mistake; nothing was changed\n"
    )
    assert revisions(tmp_path / "rivalry.db") == []


def test_a_change_that_does_not_fit_the_dataset_is_refused(
    rivalry: Rivalry, database_url: str, tmp_path: Path, write_pack: WritePack
) -> None:
    rivalry("load", write_pack(VOCABULARY + source() + fact()), url=database_url)

    changed = write_pack(VOCABULARY.replace('"USD"', '"count"'))

    for command in ("check", "load"):
        result = rivalry(command, changed, url=database_url)
        assert result.exit_code == 1
        assert "is in USD, but revenue is in count" in result.stderr
    assert revisions(tmp_path / "rivalry.db") == [(1, 1)]


def test_check_counts_what_it_read_and_makes_no_database(rivalry: Rivalry) -> None:
    result = rivalry("check")

    first, sums, *listed = result.stdout.splitlines()
    assert (result.exit_code, result.stderr) == (0, "")
    assert first == f"no mistakes: {SEED}"
    assert sums == "221 sums checked; equal by rounding only: 16; figures that fit in none: 36"
    assert len(listed) == 16 + 36
    rounded = "  amazon revenue FY2009: quarters: the whole is $1 million more than its parts, within rounding"
    assert listed[0] == rounded
    assert list(Path.cwd().iterdir()) == []


def test_check_names_a_figure_that_fits_in_no_sum(rivalry: Rivalry, write_pack: WritePack) -> None:
    quarters = "".join(fact(f"${number} billion", period=f"FY2025-Q{number}", paragraph=None) for number in range(1, 5))
    pack = write_pack(VOCABULARY + source(kind="filing") + fact("$13 billion", paragraph=None) + quarters)

    result = rivalry("check", pack)

    assert result.exit_code == 0
    figure = "acme revenue FY2025: quarters: with $13 billion (FY2025, as-reported, gazette)"
    assert result.stdout.splitlines()[1:] == [
        "1 sum checked; equal by rounding only: 0; figures that fit in none: 1",
        f"  {figure} the whole is $3 billion more than its parts",
    ]


def test_check_of_packs_of_ones_own_knows_the_shipped_seed_where_there_is_no_dataset(
    rivalry: Rivalry, write_pack: WritePack
) -> None:
    result = rivalry("check", write_pack(source() + fact(company="walmart", period="FY2020")))

    assert (result.exit_code, result.stdout) == (0, f"no mistakes: {NOTHING_BUT}\n")
    assert list(Path.cwd().iterdir()) == []


def test_check_knows_the_dataset_where_there_is_one_and_changes_nothing_in_it(
    rivalry: Rivalry, database_url: str, tmp_path: Path, write_pack: WritePack
) -> None:
    rivalry("load", write_pack(VOCABULARY), url=database_url)
    pack = write_pack(source() + fact())

    with_dataset = rivalry("check", pack, url=database_url)
    without = rivalry("check", pack)

    assert (with_dataset.exit_code, with_dataset.stdout) == (0, f"no mistakes: {NOTHING_BUT}\n")
    assert (without.exit_code, without.stdout) == (1, "")
    assert revisions(tmp_path / "rivalry.db") == [(1, 0)]


def test_check_lists_every_mistake_and_counts_them(rivalry: Rivalry) -> None:
    Path("a.toml").write_text(source() + fact(company="amazn", metric="revenu"))
    Path("b.toml").write_text("[source\n")

    result = rivalry("check", "b.toml", "a.toml")

    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["there", "a.toml:6:", "a.toml:7:", "b.toml:1:", "3"]
    assert lines[-1] == "3 mistakes; nothing was changed"


@pytest.mark.parametrize(
    ("figure", "lines"),
    [
        (
            "just under $4 billion",
            [
                "value   none",
                "low     3500000000",
                "high    4000000000",
                "unit    USD",
                "hedge   just-under: from half",
            ],
        ),
        (
            "about 27%",
            ["value   0.27", "low     0.265", "high    0.275", "unit    fraction", "hedge   approximately: half a"],
        ),
        (
            "more than 4,600",
            ["value   none", "low     4600", "high    open", "unit    count", "hedge   more-than: the number"],
        ),
        ("at most 5", ["value   none", "low     open", "high    5", "unit    count", "hedge   at-most: the number"]),
        (
            "about 3 to 4 billion dollars",
            [
                *("value   none", "low     2500000000", "high    4500000000", "unit    USD"),
                *("hedge   approximately: half a", "hedge   between: anywhere"),
            ],
        ),
    ],
)
def test_read_shows_how_a_figure_is_understood(figure: str, lines: list[str], rivalry: Rivalry) -> None:
    result = rivalry("read", figure)

    shown = result.stdout.splitlines()
    assert result.exit_code == 0
    assert [line[: len(start)] for line, start in zip(shown, lines, strict=True)] == lines


def test_read_takes_the_unit_of_a_metric(rivalry: Rivalry) -> None:
    assert "unit    quarters\n" in rivalry("read", "--unit", "quarters", "15 consecutive quarters").stdout
    assert rivalry("read", "--unit", "USD", "27%").exit_code == 1


def test_read_says_what_it_does_not_understand(tmp_path: Path) -> None:
    result = run_installed("read", "a whole lot", cwd=tmp_path)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("rivalry: ")
    assert "Traceback" not in result.stderr


ARTICLE = "A headline\n\nAcme sold goods for $5 billion in a year that had few better ones before it.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE)
    return path


def cites(*tables: str) -> str:
    return VOCABULARY + source(sha256=hashlib.sha256(ARTICLE.encode()).hexdigest()) + "".join(tables)


def test_verify_holds_packs_against_an_article(rivalry: Rivalry, article: Path, write_pack: WritePack) -> None:
    pack = write_pack(cites(fact(paragraph=2), statement("Acme had a good year."), claim(paragraphs="[2]")))

    result = rivalry("verify", "--article", article, pack)

    assert (result.exit_code, result.stdout) == (0, "gazette: 0 problems\n")


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (fact(paragraph=1), "'$5 billion' is not printed in paragraph 1"),
        (claim(paragraphs="[3]"), "acme-sells: the article has 2 paragraphs, not 3"),
        (statement("It was a year that had few better ones before it."), "repeats the article: 'a year that had few"),
    ],
    ids=["figure in another paragraph", "paragraph beyond the end", "nine words of the article"],
)
def test_verify_lists_what_the_article_does_not_print(
    table: str, problem: str, rivalry: Rivalry, article: Path, write_pack: WritePack
) -> None:
    result = rivalry("verify", "--article", article, write_pack(cites(table)))

    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first == "gazette: 1 problem"
    assert problem in second


def test_verify_takes_several_articles_and_packs_that_refer_to_the_shipped_seed(
    rivalry: Rivalry, article: Path, tmp_path: Path, write_pack: WritePack
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Walmart made $6 billion.")
    one = write_pack(cites(fact(paragraph=2)).removeprefix(VOCABULARY).replace("acme", "amazon"), "one.toml")
    digest = hashlib.sha256(other.read_bytes()).hexdigest()
    two = write_pack(source("herald", sha256=digest) + fact("$7 billion", company="walmart"), "two.toml")

    result = rivalry("verify", "--article", article, "--article", other, one, two)

    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()][:2] == ["gazette", "herald"]
    assert "'$7 billion' is not printed in paragraph 1" in result.stdout


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("unknown.txt", b"Nobody cites this.", "which no source has; known: amazon-edges-past-walmart (24d710d29ebe)"),
        ("missing.txt", None, "No such file or directory"),
    ],
)
def test_verify_refuses_a_file_that_no_source_is(
    name: str, content: bytes | None, says: str, rivalry: Rivalry, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    result = rivalry("verify", "--article", path)

    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["load", "--force"],
        ["fly"],
        ["read"],
        ["read", "--unit", "EUR", "5"],
        ["verify"],
        ["serve", "--port", "70000"],
        ["check", "--prune"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(arguments: list[str], rivalry: Rivalry) -> None:
    result = rivalry(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: " in result.stderr


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:///{folder}/nowhere/rivalry.db", "cannot be opened; check that its folder exists"),
        ("sqlite:///{folder}", "is not a file but a folder"),
        ("nosuch://host/name", "RIVALRY_DATABASE_URL cannot be used"),
        ("rivalry.db", "RIVALRY_DATABASE_URL cannot be used"),
        ("sqlite://", "RIVALRY_DATABASE_URL cannot be used: it names no file"),
        ("sqlite:///{folder}/article.txt", "the file is not a database of ours, or it is damaged"),
    ],
    ids=["folder that is not there", "a folder", "unknown driver", "no URL", "no file", "another kind of file"],
)
def test_an_unusable_database_exits_with_3(url: str, says: str, rivalry: Rivalry, article: Path) -> None:
    article.write_text(ARTICLE * 20)

    result = rivalry("load", url=url.format(folder=article.parent))

    assert (result.exit_code, result.stdout) == (3, "")
    assert says in result.stderr
    assert article.read_text() == ARTICLE * 20


def test_check_goes_on_beside_the_seed_where_the_database_cannot_be_read(rivalry: Rivalry, article: Path) -> None:
    article.write_text(ARTICLE * 20)

    result = rivalry("check", url=f"sqlite:///{article}")

    assert (result.exit_code, result.stdout[:11]) == (0, "no mistakes")
    assert "not a database of ours" in result.stderr


def test_a_refused_load_makes_no_database(rivalry: Rivalry, tmp_path: Path, write_pack: WritePack) -> None:
    bad = write_pack(source() + fact())

    result = rivalry("load", bad, url=f"sqlite:///{tmp_path / 'none.db'}")

    assert result.exit_code == 1
    assert "unknown company 'acme'" in result.stderr
    assert not (tmp_path / "none.db").exists()


def test_a_folder_for_numbers_that_nobody_can_write_to_is_wrong_usage(
    rivalry: Rivalry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("RIVALRY_METRICS_FOLDER", f"{tmp_path}/file/numbers")

    result = rivalry("serve", "--port", "0")

    assert result.exit_code == 2
    assert f"no files can be written to {tmp_path}/file" in result.stderr
    assert "RIVALRY_METRICS_FOLDER" in result.stderr


def test_a_folder_for_numbers_that_cannot_be_made_is_wrong_usage(
    rivalry: Rivalry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIVALRY_METRICS_FOLDER", "/proc/x")

    result = rivalry("serve", "--port", "0")

    assert result.exit_code == 2
    assert "RIVALRY_METRICS_FOLDER" in result.stderr
    assert "no files can be written to /proc" in result.stderr


def test_a_folder_for_numbers_is_only_tried(tmp_path: Path) -> None:
    settings = Settings(metrics_folder=tmp_path / "numbers")

    assert settings.metrics_folder == tmp_path / "numbers"
    assert list(tmp_path.iterdir()) == []


def test_a_setting_of_the_wrong_kind_is_wrong_usage(rivalry: Rivalry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIVALRY_CACHE_SECONDS", "-5")

    result = rivalry("check")

    assert result.exit_code == 2
    assert "RIVALRY_CACHE_SECONDS is '-5'" in result.stderr


def test_a_port_that_is_taken_is_wrong_usage_and_promises_no_address(rivalry: Rivalry) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = rivalry("serve", "--port", str(taken.getsockname()[1]))

    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot listen on 127.0.0.1 port" in result.stderr


def test_a_database_of_a_newer_version_exits_with_4(rivalry: Rivalry, database_url: str, tmp_path: Path) -> None:
    rivalry("load", url=database_url)
    with closing(sqlite3.connect(tmp_path / "rivalry.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("ALTER TABLE fact RENAME COLUMN id TO name")

    result = rivalry("load", url=database_url)

    assert (result.exit_code, result.stdout) == (4, "")
    assert "newer than this program (schema 9999)" in result.stderr


def test_a_locked_database_exits_with_5(rivalry: Rivalry, database_url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "rivalry.db")) as holder:
        holder.execute("BEGIN IMMEDIATE")

        result = rivalry("load", url=database_url)

    assert (result.exit_code, result.stdout) == (5, "")
    assert "another process is writing" in result.stderr


def test_a_database_that_may_only_be_read_exits_with_5(
    rivalry: Rivalry, database_url: str, tmp_path: Path, write_pack: WritePack
) -> None:
    """A URL that opens the file read-only does what permissions do, for root as well."""
    rivalry("load", url=database_url)
    read_only = f"sqlite:///file:{tmp_path / 'rivalry.db'}?mode=ro&uri=true"

    result = rivalry("load", "--prune", write_pack(VOCABULARY), url=read_only)

    assert (result.exit_code, result.stdout) == (5, "")
    assert "may not be written to" in result.stderr
    assert revisions(tmp_path / "rivalry.db") == [(1, 1285)]


@pytest.mark.parametrize("largest_file", [40_000, 300_000], ids=["migrating", "loading"])
def test_a_disk_without_room_exits_with_6(largest_file: int, tmp_path: Path) -> None:
    """A limit to the size of files ends a write as a quota or a full disk does."""
    result = run_installed("load", cwd=tmp_path, largest_file=largest_file)

    assert (result.returncode, result.stdout) == (6, "")
    assert result.stderr == "rivalry: the disk is full, or a quota or limit is reached; nothing was written\n"


def test_a_dataset_survives_a_disk_that_fills_up(
    rivalry: Rivalry, database_url: str, tmp_path: Path, write_pack: WritePack
) -> None:
    rivalry("load", write_pack(VOCABULARY + source() + fact()), url=database_url)

    failed = run_installed("load", cwd=tmp_path, largest_file=(tmp_path / "rivalry.db").stat().st_size)

    assert failed.returncode == 6
    assert revisions(tmp_path / "rivalry.db") == [(1, 1)]
    assert rivalry("load", url=database_url).exit_code == 0
    assert revisions(tmp_path / "rivalry.db") == [(1, 1), (2, 1285)]


def test_help_lists_every_command(rivalry: Rivalry) -> None:
    result = rivalry("--help")

    assert result.exit_code == 0
    assert {line.split()[0] for line in result.stdout.partition("Commands:")[2].splitlines() if line.strip()} == {
        *("serve", "load", "export", "backup", "restore", "doctor"),
        *("new", "schema", "read", "check", "verify", "diff", "edgar"),
    }
