"""The command line: rivalry load, serve, export, backup, restore, doctor, and what `app.commands` has for editors."""

import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from app.api.exports.files import NAMES, Exporter
from app.commands import editing
from app.commands.edgar import edgar
from app.commands.known import Packs, read_known
from app.commands.writing import refuse_to_overwrite
from app.doctor.examination import examine
from app.doctor.finding import Finding
from app.packs.reader import read_packs
from app.serving.configuration import ending_in_order
from app.serving.processes import serve_on
from app.settings import Settings, unknown_settings
from app.shipped import shipped
from app.store.backup import back_up, restore
from app.store.copying import opened
from app.store.dataset import find_most_spoken_of, get_revision
from app.store.engine import READ_DATABASE_URL, open_reader, open_writer
from app.store.faults import NoDatasetError, OlderDatabaseError, UnusableDatabaseError
from app.store.loading import load, nothing_collected, read_all_but_facts
from app.store.migrating import migrate
from app.store.snapshot import Snapshot, check_readiness, open_snapshot
from app.terminal import described, explained, progress, report
from app.watching.records import begin

cli = typer.Typer(
    name="rivalry",
    help="Sourced facts about corporate rivals, and the comparisons computed from them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
cli.add_typer(editing.new, name="new")
for command in (editing.schema, editing.read, editing.check, editing.verify, editing.diff):
    cli.command()(command)
cli.add_typer(edgar, name="edgar")


def main() -> None:
    """Run the command line."""
    cli()


@cli.command()
@ending_in_order()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer; one a core is about right.")] = 1,
) -> None:
    """Migrate the database, load the seed if there is no dataset yet, then serve the API."""
    with explained():
        begin()
        listener = _listen(host, port)
        settings = Settings()
        for unknown in unknown_settings():
            typer.echo(f"rivalry: {unknown}", err=True)
        if settings.read_database_url:
            open_reader(settings.read_database_url, setting=READ_DATABASE_URL).dispose()  # a wrong one changes nothing
        with suppress(OlderDatabaseError):
            read_known(settings, get_revision)  # what is no database of ours is not even opened for writing
        writer = open_writer(settings.database_url)
        migrate(writer)
        if read_known(settings, get_revision) is None:
            report(load(writer, read_packs([shipped("seed")])))
        writer.dispose()
        reader = open_reader(settings.database_url)
        check_readiness(reader)
        with open_snapshot(reader) as snapshot:
            example = _example(snapshot)
        reader.dispose()
        _warn_of_lag(settings)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
    typer.echo(f"page     {address}/")
    typer.echo(f"API      {address}/v1/companies")
    typer.echo(f"docs     {address}/docs")
    typer.echo(f"example  curl '{address}{example}'")
    serve_on(listener, workers)


@cli.command("load")
def load_packs(
    paths: Packs = None,
    *,
    prune: Annotated[bool, typer.Option("--prune", help="Withdraw every source that these packs do not name.")] = False,
) -> None:
    """Make the dataset hold the packs, all of them or none; other sources stay, and the database is migrated first."""
    with explained():
        settings = Settings()
        try:
            known = read_known(settings, read_all_but_facts)
        except OlderDatabaseError:
            with opened(open_writer(settings.database_url)) as writer:
                migrate(writer)
            known = read_known(settings, read_all_but_facts)
        if known is None and paths:
            typer.echo("there is no dataset yet, so these packs stand alone; `rivalry load` loads the seed", err=True)
        with progress() as watch, nothing_collected():
            catalogue = read_packs(paths or [shipped("seed")], known, watch)
            with opened(open_writer(settings.database_url)) as writer:
                migrate(writer)
                loaded = load(writer, catalogue, prune=prune, watch=watch)
        report(loaded)


@cli.command()
def export(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(NAMES)}.")],
    path: Annotated[Path | None, typer.Argument(help="Where to write it; standard output by default.")] = None,
) -> None:
    """Write the newest revision as a file: the same bytes that /v1/export answers with."""
    if name not in NAMES:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(NAMES)}")
    if path:
        refuse_to_overwrite(path)
    with explained():
        engine = open_reader(Settings().database_url)
        with open_snapshot(engine) as snapshot:
            exporter = Exporter(engine, get_revision(snapshot))
        if path:
            exporter.save(name, path)
        else:
            exporter.send(name, sys.stdout.buffer)
        engine.dispose()


@cli.command()
def backup(path: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")]) -> None:
    """Write every revision to one SQLite file, checked and on the disk, while others serve and load."""
    with explained():
        refuse_to_overwrite(path)
        with opened(open_reader(Settings().database_url)) as engine:
            held, digest = back_up(engine, path)
    typer.echo(f"{path}: {described(held)}; {path.stat().st_size} bytes, SHA-256 {digest}")


@cli.command("restore")
def restore_backup(
    path: Annotated[Path, typer.Argument(help="What `rivalry backup` wrote.", exists=True, dir_okay=False)],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Give up the dataset that is there.")] = False,
) -> None:
    """Make the database hold what a backup does, all revisions of it or nothing, while others serve."""
    with explained():
        settings = Settings()
        try:
            newest = read_known(settings, get_revision)
        except UnusableDatabaseError as error:
            raise UnusableDatabaseError(f"{error}; move it away, with -wal and -shm, and restore again") from error
        if newest and not replace:
            there = f"the database holds revision {newest.number} of {newest.created:%Y-%m-%d %H:%M} UTC"
            raise typer.BadParameter(f"{there}; --replace gives that up")
        held = restore(settings.database_url, path)
    typer.echo(f"restored: {described(held)}")


@cli.command()
def doctor(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Leave out what reads the whole database.")] = False,
) -> None:
    """Look at the settings, the database and the machine, say what is wrong and what to do, and change nothing."""
    code = 0
    with explained():
        settings = Settings()
        for unknown in unknown_settings():
            typer.echo(Finding("settings", "warning", unknown))
        for finding in examine(settings.database_url, settings.read_database_url, quick=quick):
            typer.echo(finding)
            code = code or finding.exit_code
    raise typer.Exit(code)


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything else is done. Raises typer.BadParameter, a wrong usage, where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise typer.BadParameter(f"cannot listen on {host} port {port}: {error.strerror}") from error


def _warn_of_lag(settings: Settings) -> None:
    """Say so where answers come from a replica that does not hold the dataset yet; it is on its way there."""
    if settings.read_database_url is None:
        return
    reader = open_reader(settings.read_database_url, setting=READ_DATABASE_URL)
    try:
        revision = check_readiness(reader)
        typer.echo(f"replica  holds revision {revision}")
    except (NoDatasetError, OlderDatabaseError):
        typer.echo("replica  does not hold the dataset yet; until it does, /readyz and /v1 answer 503", err=True)
    finally:
        reader.dispose()


def _example(snapshot: Snapshot) -> str:
    """Choose a request to begin with."""
    found = find_most_spoken_of(snapshot)
    return f"/v1/compare?companies={','.join(found[1])}&metric={found[0]}" if found else "/v1/facts"
