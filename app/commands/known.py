"""What is known: the dataset, where there is one at hand, or the shipped seed, for packs to stand beside."""

from collections.abc import Callable
from typing import TypeVar

import typer

from app.domain.catalogue import Catalogue
from app.packs.reader import read_packs
from app.settings import Settings
from app.shipped import shipped
from app.store.engine import open_reader
from app.store.faults import NoDatasetError, StoreError
from app.store.loading import read_catalogue
from app.store.snapshot import Snapshot, open_snapshot

FoundT = TypeVar("FoundT")


def read_known(settings: Settings, read: Callable[[Snapshot], FoundT]) -> FoundT | None:
    """Return what the database holds, as far as it is read, None where there is no dataset yet."""
    reader = open_reader(settings.database_url)
    try:
        with open_snapshot(reader) as snapshot:
            return read(snapshot)
    except NoDatasetError:
        return None
    finally:
        reader.dispose()


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
