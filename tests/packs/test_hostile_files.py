"""Packs that are no files, lead elsewhere, or cannot be reached: named, never followed, never left out in silence."""

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.packs.measuring import Measuring
from tests.packs.refusing import is_plain, run
from tests.packs.writing import facts_table, source

NOBODY = 65534
GOOD = '[source]\nslug = "a-source"\nkind = "news"\ntitle = "A title"\n'
TABLE = source() + facts_table(
    every='{ company = "amazon" }', columns='{ "Net sales" = { metric = "net-sales" } }', scale="million"
)
NO_FILE = "not a file but a pipe, a socket or a device"
LEADS_OUT = "a link that leads out of the folder"


def linked(name: str, target: str) -> Callable[[Path], None]:
    """Return a function that makes a link in a folder."""

    def make(folder: Path) -> None:
        (folder / name).symlink_to(target)

    return make


def a_socket(folder: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as listener:
        before = Path.cwd()
        os.chdir(folder)  # the name of a socket may have a hundred characters
        try:
            listener.bind("pack.toml")
        finally:
            os.chdir(before)


def outside(folder: Path) -> None:
    (folder.parent / "secret").mkdir()
    (folder.parent / "secret" / "secret.toml").write_text(GOOD)
    (folder.parent / "secret" / "annual.csv").write_text("root:x:0:0\n")


def linked_outside(name: str, target: str) -> Callable[[Path], None]:
    """Return a function that makes a link to something beside the folder."""

    def make(folder: Path) -> None:
        outside(folder)
        linked(name, target)(folder)

    return make


def sparse(name: str, size: int) -> Callable[[Path], None]:
    """Return a function that makes a file of a size that takes no room."""

    def make(folder: Path) -> None:
        with (folder / name).open("wb") as file:
            file.truncate(size)

    return make


def named(name: str | bytes, content: str = "x = 1\n") -> Callable[[Path], None]:
    """Return a function that writes a file of a name."""

    def make(folder: Path) -> None:
        Path(os.fsdecode(os.path.join(os.fsencode(folder), os.fsencode(name)))).write_text(content)  # noqa: PTH118

    return make


FOLDERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (lambda folder: os.mkfifo(folder / "pack.toml"), f"pack.toml:1: {NO_FILE}"),
    "a socket": (a_socket, f"pack.toml:1: {NO_FILE}"),
    "a folder called like a pack": (
        lambda folder: (folder / "pack.toml").mkdir(),
        "pack.toml:1: cannot be read: Is a directory",
    ),
    "a link to a device without end": (linked("pack.toml", "/dev/zero"), f"pack.toml:1: {LEADS_OUT}"),
    "a link to a file of the system": (linked("pack.toml", "/etc/passwd"), f"pack.toml:1: {LEADS_OUT}"),
    "a link to a pack elsewhere": (linked_outside("pack.toml", "../secret/secret.toml"), f"pack.toml:1: {LEADS_OUT}"),
    "a link to a folder elsewhere": (linked_outside("more", "../secret"), f"more:1: {LEADS_OUT}"),
    "a link to the folder above": (linked("up", ".."), f"up:1: {LEADS_OUT}"),
    "a link to nothing": (linked("pack.toml", "gone.toml"), "pack.toml:1: cannot be read: No such file"),
    "a link to itself": (linked("pack.toml", "pack.toml"), "pack.toml:1: cannot be read: Too many levels"),
    "a file of 99 MB": (sparse("pack.toml", 99_000_000), "pack.toml:1: the file is larger than 10 MB; split it"),
    "a file of a terabyte": (sparse("pack.toml", 10**12), "pack.toml:1: the file is larger than 10 MB; split it"),
    "a name that colours the terminal": (named("\x1b[31mred.toml"), "\\x1b[31mred.toml:1: x: unknown section 'x'"),
    "a name that runs backwards": (named("a\u202elmot.toml"), "a\\u202elmot.toml:1: x: unknown section 'x'"),
    "a name of two lines": (named("a\n3 mistakes.toml"), "a\\n3 mistakes.toml:1: x: unknown section 'x'"),
    "a name that is no UTF-8": (named(b"caf\xe9.toml"), "caf\\udce9.toml:1: x: unknown section 'x'"),
}
TABLES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (lambda folder: os.mkfifo(folder / "annual.csv"), f"annual.csv:1: {NO_FILE}"),
    "a folder": (lambda folder: (folder / "annual.csv").mkdir(), "annual.csv cannot be read: Is a directory"),
    "a link to a file of the system": (linked("annual.csv", "/etc/passwd"), f"annual.csv is {LEADS_OUT}"),
    "a link to a table elsewhere": (linked_outside("annual.csv", "../secret/annual.csv"), f"annual.csv is {LEADS_OUT}"),
    "a link to itself": (linked("annual.csv", "annual.csv"), "annual.csv cannot be read: Too many levels"),
    "a file of 101 MB": (sparse("annual.csv", 101_000_000), "annual.csv:1: the file is larger than 100 MB; split it"),
    "a file of 99 MB of nothing": (sparse("annual.csv", 99_000_000), "annual.csv:1: not a CSV file: field larger"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder for packs, and another around it."""
    path = tmp_path / "around" / "packs"
    path.mkdir(parents=True)
    return path


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Make a folder that every user may look into: those of pytest are its user's alone."""
    with tempfile.TemporaryDirectory() as path:
        Path(path).chmod(0o777)
        yield Path(path)


@pytest.fixture(scope="module")
def measuring(names_url: str) -> Iterator[Measuring]:
    """Run commands in processes of their own."""
    started = Measuring(names_url)
    yield started
    started.close()


@pytest.mark.parametrize(("make", "says"), FOLDERS.values(), ids=FOLDERS)
def test_what_is_no_pack_is_named_and_not_followed(
    make: Callable[[Path], object], says: str, folder: Path, names_url: str
) -> None:
    (folder / "good.toml").write_text(GOOD)
    make(folder)

    refused = run("load", folder, url=names_url)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"{folder}/{says}")
    assert refused.stderr.endswith("\n1 mistake; nothing was changed\n")
    assert is_plain(refused.stderr)


@pytest.mark.parametrize(("make", "says"), TABLES.values(), ids=TABLES)
def test_a_table_that_is_no_file_of_the_folder_is_named_and_not_followed(
    make: Callable[[Path], object], says: str, folder: Path, names_url: str
) -> None:
    (folder / "pack.toml").write_text(TABLE)
    make(folder)

    refused = run("check", folder, url=names_url)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert says in refused.stderr
    assert "x:0:0" not in refused.stderr
    assert refused.stderr.endswith("\n1 mistake; nothing was changed\n")


def test_links_within_the_folder_are_followed_once(folder: Path, names_url: str) -> None:
    (folder / "..data").mkdir()
    (folder / "..data" / "pack.toml").write_text(GOOD)
    (folder / "pack.toml").symlink_to("..data/pack.toml")
    (folder / "again").symlink_to("..data")

    checked = run("check", folder, url=names_url)

    assert (checked.exit_code, checked.stderr) == (0, "")
    assert "1 sources" in checked.stdout


def test_a_link_that_is_named_itself_is_followed(folder: Path, names_url: str) -> None:
    outside(folder)
    (folder / "pack.toml").symlink_to("../secret/secret.toml")

    assert run("check", folder / "pack.toml", url=names_url).exit_code == 0


@pytest.mark.parametrize("name", ["pack.toml", "below", "annual.csv"])
def test_what_may_not_be_read_is_named_and_never_left_out(
    name: str, measuring: Measuring, public_folder: Path, names_url: str
) -> None:
    folder = public_folder
    shutil.copyfile(names_url.removeprefix("sqlite:///"), folder / "rivalry.db")
    (folder / "pack.toml").write_text(TABLE)
    (folder / "annual.csv").write_text("period,Net sales\nFY2025,1\n")
    (folder / "below").mkdir()
    (folder / "below" / "more.toml").write_text(GOOD.replace("a-source", "b"))
    (folder / "rivalry.db").chmod(0o666)
    (folder / name).chmod(0o000)

    refused = measuring.run("check", folder, cwd=folder, user=NOBODY if os.getuid() == 0 else None)

    assert refused.code == 1
    assert name in refused.stderr
    assert refused.stderr.endswith("cannot be read: Permission denied\n1 mistake; nothing was changed\n")


@pytest.mark.parametrize("name", ["/" + "a" * 300, "a" * 5_000 + ".toml", "/dev/null/pack.toml", "\x1b[31m.toml"])
def test_a_path_that_leads_nowhere_is_a_mistake(name: str, names_url: str) -> None:
    refused = run("check", Path(name), url=names_url)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.endswith("1 mistake; nothing was changed\n")
    assert is_plain(refused.stderr)


def test_devices_are_not_opened(names_url: str) -> None:
    refused = run("check", Path("/dev/zero"), url=names_url)

    assert refused.stderr == f"/dev/zero:1: {NO_FILE}\n1 mistake; nothing was changed\n"
