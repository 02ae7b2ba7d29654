"""What is known: the dataset that the settings name, and packs that may refer to it."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from app.domain.catalogue import Catalogue
from app.domain.revision import check_fit
from app.packs.reader import read_packs, read_with_lines
from app.packs.references import Lines
from app.settings import Settings
from app.shipped import shipped
from app.store.copying import opened
from app.store.engine import open_reader
from app.store.faults import NoDatasetError, StoreError
from app.store.loading import read_catalogue
from app.store.snapshot import Snapshot, open_snapshot

FoundT = TypeVar("FoundT")


def _named_path(given: str) -> Path:
    """Refuse an empty path, as of a variable that is not set: it would be the folder that one is in."""
    if not given:
        raise typer.BadParameter("an empty path names nothing")
    return Path(given)


Packs = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH", help="Pack files, or folders of them; by default the shipped seed.", parser=_named_path
    ),
]


def read_known(settings: Settings, read: Callable[[Snapshot], FoundT]) -> FoundT | None:
    """Return what the database holds, as far as it is read, None where there is no dataset yet."""
    with opened(open_reader(settings.database_url)) as reader:
        try:
            with open_snapshot(reader) as snapshot:
                return read(snapshot)
        except NoDatasetError:
            return None


def read_beside_known(paths: list[Path] | None) -> tuple[Catalogue, Catalogue, Lines]:
    """Read packs that may refer to the dataset or, where there is none at hand, to the shipped seed.

    Returns what is known beside them, what they say, and where each of it stands.
    """
    seed = [shipped("seed")]
    try:
        known = read_known(Settings(), read_catalogue)
    except StoreError as error:
        typer.echo(f"rivalry: {error}", err=True)
        known = None
    if known is None and paths:
        typer.echo("there is no dataset at hand: the packs are checked beside the shipped seed", err=True)
        known = read_packs(seed)
    catalogue, lines = read_with_lines(paths or seed, known)
    check_fit(known or Catalogue(), catalogue)
    return known or Catalogue(), catalogue, lines


def read_known_or_seed(settings: Settings) -> Catalogue:
    """Return the dataset or, where there is none that can be read, the shipped seed, which is then said."""
    try:
        known = read_known(settings, read_catalogue)
    except StoreError as error:
        typer.echo(f"rivalry: {error}", err=True)
        known = None
    if known is None:
        typer.echo("there is no dataset at hand: what is known is the shipped seed", err=True)
        return read_packs([shipped("seed")])
    return known
