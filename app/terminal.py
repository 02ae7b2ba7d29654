"""The terminal: how the command line says what it did, how far it is, and what went wrong."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import typer
from pydantic import ValidationError

from app.domain.characters import printable
from app.domain.errors import RivalryError
from app.domain.progress import Watch
from app.edgar.faults import EdgarError
from app.packs.mistakes import PackError
from app.store.backup import Held
from app.store.faults import StoreError
from app.store.loading import Loaded
from app.watching.lines import without_passwords

WRONG_INPUT = 1
WRONG_USAGE = 2
DIFFERENT = 13
"""Exit codes; those of a database stand with its faults."""


@contextmanager
def explained() -> Iterator[None]:
    """Print what went wrong, nothing else, and exit with the code that says so."""
    try:
        yield
    except ValidationError as error:
        for details in error.errors():
            setting = f"RIVALRY_{'_'.join(map(str, details['loc'])).upper()}"
            given = without_passwords(repr(details["input"]))
            typer.echo(f"rivalry: {setting} is {given}: {details['msg']}", err=True)
        raise typer.Exit(WRONG_USAGE) from error
    except StoreError as error:
        typer.echo(f"rivalry: {error}", err=True)
        if error.said:
            typer.echo(f"the server said: {error.said}", err=True)
        raise typer.Exit(error.exit_code) from error
    except PackError as error:
        typer.echo(str(error), err=True)
        typer.echo(f"{counted(error.count, 'mistake')}; nothing was changed", err=True)
        raise typer.Exit(WRONG_INPUT) from error
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who reads has had enough: no more is said
        raise typer.Exit(0) from error
    except (RivalryError, OSError, UnicodeDecodeError) as error:
        for line in f"rivalry: {error}".splitlines():
            typer.echo(printable(line), err=True)
        raise typer.Exit(error.exit_code if isinstance(error, EdgarError) else WRONG_INPUT) from error


@contextmanager
def progress() -> Iterator[Watch]:
    """Show a bar for each long piece of work on standard error, where that is a terminal."""
    bars: dict[str, Any] = {}
    with ExitStack() as open_bars:

        def watch(what: str, done: int, of: int) -> None:
            if what not in bars:
                open_bars.close()  # the bar of what was done before
                hidden = not sys.stderr.isatty()
                bar = typer.progressbar(length=of, label=what, file=sys.stderr, hidden=hidden)
                bars[what] = open_bars.enter_context(bar)
            bars[what].update(done - bars[what].pos)

        yield watch


def report(loaded: Loaded) -> None:
    """Say what a load did."""
    difference = loaded.changes
    what = (
        f"{difference.added_count} added, {difference.withdrawn_count} withdrawn, {difference.replaced} replaced"
        if difference
        else "no change"
    )
    typer.echo(f"revision {loaded.revision}: {what}; {listed(loaded.counts)}")


def described(held: Held) -> str:
    """Say what a backup holds."""
    return f"revision {held.revision.number} of {held.revision.created:%Y-%m-%d %H:%M} UTC; {listed(held.counts)}"


def listed(counts: dict[str, int]) -> str:
    """Spell how many there are of each collection."""
    return ", ".join(f"{count} {noun}" for noun, count in counts.items())


def counted(count: int, noun: str) -> str:
    """Spell how many there are."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
