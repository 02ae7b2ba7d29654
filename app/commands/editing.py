"""What an editor does with packs, in the order of the work: schema, new source, read, check, verify, diff."""

import re
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from app.commands.known import Packs, read_beside_known, read_known
from app.commands.showing import show_article, show_changes
from app.commands.writing import refuse_to_overwrite, write_new
from app.domain.catalogue import Catalogue, SourceKind
from app.domain.derived import completed
from app.domain.figure import read_figure
from app.domain.hedge import HEDGE_MEANINGS
from app.domain.quantity import Unit
from app.domain.reconciliation import reconcile
from app.domain.revision import joined, revise
from app.domain.summary import describe_reconciled
from app.packs.article import read_article
from app.packs.completion import describe_packs
from app.packs.drafting import Beginning, draft_source, find_schema
from app.packs.proposing import find_figures
from app.packs.reader import read_packs
from app.packs.values import SLUG, SPELLINGS, Slug, to_slug
from app.packs.verification import find_twins, verify_article
from app.settings import Settings
from app.shipped import shipped
from app.store.faults import StoreError
from app.store.loading import read_all_but_facts, read_catalogue
from app.terminal import DIFFERENT, WRONG_INPUT, counted, explained, listed

new = typer.Typer(help="Start a pack.", no_args_is_help=True, rich_markup_mode=None)


def schema() -> None:
    """Write the JSON Schema of packs, by which editors of text complete and explain their keys."""
    typer.echo(describe_packs(), nl=False)


@new.command("source")
def new_source(
    article: Annotated[Path, typer.Argument(help="The article's text file, in UTF-8.", exists=True, dir_okay=False)],
    *,
    slug: Annotated[str | None, typer.Option(help="What the source is called; by default as the file is.")] = None,
    kind: Annotated[SourceKind | None, typer.Option(help="What kind of source it is.")] = None,
    out: Annotated[Path | None, typer.Option(help="The pack to write; SLUG.toml in this folder by default.")] = None,
) -> None:
    """Start a pack from an article: each figure in it becomes a fact to be filled in; its text is shown, not kept."""
    name = _slug(slug, article)
    pack = out or Path(f"{name}.toml")
    refuse_to_overwrite(pack)
    with explained():
        settings = Settings()
        read = read_article(article)
        figures = find_figures(read.paragraphs)
        draft = draft_source(Beginning(name, read.sha256, kind), figures, find_schema(pack.parent))
        write_new(pack, draft)
    show_article(read.paragraphs, figures)
    _warn_of_twin(settings, read.sha256)
    proposed = sum(each.is_proposed for each in figures)
    typer.echo(f"{pack}: the source {name}, and {counted(proposed, 'fact')} to be filled in or deleted")
    written, of = quote(str(pack)), quote(str(article))
    typer.echo(f"then: rivalry check {written}; rivalry verify --article {of} {written}; rivalry diff {written}")


def read(
    figure: Annotated[str, typer.Argument(help='A figure as a source prints it: "just under $4 billion".')],
    unit: Annotated[Unit | None, typer.Option(help="The unit of the metric that it would state.")] = None,
) -> None:
    """Show how a printed figure is understood."""
    with explained():
        quantity = read_figure(figure, unit=unit)
    for name, end in (("value", quantity.value), ("low", quantity.low), ("high", quantity.high)):
        said = "open" if name != "value" else "none"
        typer.echo(f"{name:7} {said if end is None else f'{end:f}'}")
    typer.echo(f"unit    {quantity.unit}")
    for hedge in quantity.hedges:
        typer.echo(f"hedge   {hedge}: {HEDGE_MEANINGS[hedge]}")


def check(paths: Packs = None) -> None:
    """Report every mistake in the packs, with file and line, and every sum that does not add up; change nothing."""
    with explained():
        known, catalogue = read_beside_known(paths)[:2]
    typer.echo(f"no mistakes: {listed(completed(catalogue).counts)}")
    reconciled = reconcile(joined(known, catalogue), {source.slug for source in catalogue.sources})
    for line in describe_reconciled(reconciled):
        typer.echo(line)
    for twins in find_twins(joined(known, catalogue)):
        if any(source.slug in twins for source in catalogue.sources):
            typer.echo(f"one article, by its SHA-256, counts as several sources: {', '.join(twins)}", err=True)


def verify(
    article: Annotated[list[Path], typer.Option(help="The article's text file; may be given several times.")],
    paths: Packs = None,
) -> None:
    """List what the packs cite from an article and the article does not print, source by source."""
    with explained():
        _, catalogue, lines = read_beside_known(paths)
        found = [held for each in article for held in verify_article(each, catalogue, lines).items()]
    for source, problems in found:
        typer.echo(f"{source}: {counted(len(problems), 'problem')}")
        for problem in problems:
            typer.echo(f"  {problem}")
    raise typer.Exit(WRONG_INPUT if any(problems for _, problems in found) else 0)


def diff(
    paths: Packs = None,
    *,
    prune: Annotated[bool, typer.Option("--prune", help="As `load --prune` would do it.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="List all of it, however long that is.")] = False,
) -> None:
    """Show what loading the packs would add, withdraw and replace, and which checks it would turn; change nothing."""
    with explained():
        known = read_known(Settings(), read_catalogue)
        if known is None:
            alone = ", and these packs stand alone; `rivalry load` loads the seed" if paths else ""
            typer.echo(f"there is no dataset yet: all of it would be new{alone}", err=True)
            known = Catalogue()
        changes, result = revise(known, read_packs(paths or [shipped("seed")], known), prune=prune)
        show_changes(changes, known, result, everything=everything)
    raise typer.Exit(DIFFERENT if changes else 0)


def _warn_of_twin(settings: Settings, sha256: str) -> None:
    """Say so where the dataset holds the article already; without one that can be read nobody can tell."""
    with suppress(StoreError):
        known = read_known(settings, read_all_but_facts) or Catalogue()
        for source in known.sources:
            if source.sha256 == sha256:
                typer.echo(f"the dataset holds this article as {source.slug}: its pack is the place to go on", err=True)


def _slug(given: str | None, article: Path) -> str:
    """Take the slug that is given, or make one of a file's name. Raises typer.BadParameter for what is none."""
    slug = to_slug(article.stem) if given is None else given
    try:
        return TypeAdapter(Slug).validate_python(slug)
    except ValidationError as error:
        hint = "a slug has at most 80 characters" if re.fullmatch(SLUG, slug) else f"a slug is {SPELLINGS[SLUG]}"
        raise typer.BadParameter(f"{hint}, not {slug!r}; give one by --slug") from error
