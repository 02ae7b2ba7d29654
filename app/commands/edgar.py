"""`rivalry edgar draft`: what companies filed with the SEC, drafted as a pack for an editor to review."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.known import read_known_or_seed
from app.commands.writing import refuse_to_overwrite, write_new
from app.domain.catalogue import Catalogue, Company
from app.domain.characters import printable
from app.domain.nearest import nearest
from app.domain.progress import Watch, watched
from app.edgar.answer import Answer, read_answer
from app.edgar.client import Client
from app.edgar.draft import Draft, describe
from app.edgar.drafting import draft_answer
from app.edgar.faults import MissingConceptError, NowhereToKeepError, OtherCompanyError, UnknownUnitError
from app.edgar.keeping import Keeper
from app.edgar.pack import write_pack
from app.settings import Settings
from app.terminal import explained, progress

edgar = typer.Typer(
    name="edgar", help="Filings with the SEC, as drafts of packs.", no_args_is_help=True, rich_markup_mode=None
)


@edgar.callback()
def filings() -> None:
    """Filings with the SEC, as drafts of packs."""


@edgar.command()
def draft(
    companies: Annotated[
        list[str], typer.Argument(metavar="COMPANY", help="Slug, ticker or CIK of a company that is known.")
    ],
    *,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Draft filings of that day and later only.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it; standard output by default.")
    ] = None,
    offline: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE...", help="Answers of the SEC that are at hand: it is not asked. More may follow."),
    ] = None,
) -> None:
    """Draft a pack from what the SEC holds of companies, and tell what is left out and why; nothing is loaded."""
    if out:
        refuse_to_overwrite(out)
    with explained():
        settings = Settings()
        known = read_known_or_seed(settings)
        names, more = tell_apart(companies, known) if offline else (companies, [])
        files = [*(offline or ()), *more]
        if not names:
            raise typer.BadParameter("there are answers, and no COMPANY that they are about: name one")
        wanted = list(dict.fromkeys(find_filer(name, known, among_files=bool(files)) for name in names))
        with progress() as watch:
            answers = read_files(files, wanted) if files else _ask(settings, wanted, watch)
            day = since.date() if since else None
            drafts = [
                draft_answer(answer, company, known, day)
                for company, answer in watched(zip(wanted, answers, strict=True), watch, "drafting", len(wanted))
            ]
        if any(each.facts for each in drafts):
            _write(write_pack(drafts), out)
    _tell(drafts, day)


def tell_apart(names: Sequence[str], known: Catalogue) -> tuple[list[str], list[Path]]:
    """Tell companies from files that follow `--offline`: what names no known company, and is there, is a file."""
    files = [name for name in names if _find(name, known) is None and _is_there(name)]
    return [name for name in names if name not in files], [Path(name) for name in files]


def find_filer(name: str, known: Catalogue, *, among_files: bool = False) -> Company:
    """Find a company that files with the SEC, and whose fiscal year is known. Raises typer.BadParameter."""
    filers = [company for company in known.companies if company.cik and company.year_end_month]
    company = _find(name, known)
    if company is None:
        near = nearest(name, [each for company in known.companies for each in company.names])
        nor = ", and no file of that name" if among_files else ""
        hint = f"; did you mean {near!r}?" if near else "."
        if not among_files and _is_there(name):
            hint = "; files are given by --offline."
        listed = ", ".join(each.slug for each in filers)
        raise typer.BadParameter(f"there is no company {name[:100]!r}{nor}{hint} Known, with a CIK: {listed}")
    if company not in filers:
        lacks = "cik" if not company.cik else "fiscal_year_end"
        raise typer.BadParameter(f"{company.slug} has no `{lacks}`: add it to the vocabulary, with where it is `from`")
    return company


def read_files(files: Sequence[Path], wanted: Sequence[Company]) -> list[Answer]:
    """Read answers at hand, one for each company, in whatever order. Raises OtherCompanyError where they are not."""
    answers: dict[str, Answer] = {}
    slugs = {company.cik: company.slug for company in wanted}
    for file in files:
        answer = read_answer(file.read_bytes(), str(file))
        if answer.cik not in slugs:
            asked = ", ".join(f"{slug} (CIK {cik})" for cik, slug in slugs.items())
            raise OtherCompanyError(f"{file} is about {answer.name!r}, CIK {answer.cik}, and not about {asked}")
        if answer.cik in answers:
            raise OtherCompanyError(f"{file} is about {slugs[answer.cik]}, as another file is: give one of them")
        answers[answer.cik] = answer
    for company in wanted:
        if company.cik not in answers:
            raise OtherCompanyError(f"no file is about {company.slug} (CIK {company.cik}): give its answer as well")
    return [answers[company.cik or ""] for company in wanted]


def _find(name: str, known: Catalogue) -> Company | None:
    return next((each for each in known.companies if name.lower() in each.names), None)


def _is_there(name: str) -> bool:
    with suppress(OSError, ValueError):  # a name that no file can have
        return Path(name).exists()
    return False


def _write(text: str, out: Path | None) -> None:
    if out:
        write_new(out, text)
    else:
        typer.echo(text, nl=False)


def _tell(drafts: Sequence[Draft], since: date | None) -> None:
    """Tell what was drafted, and end with a code of its own where nothing is, or a unit was never seen."""
    for line in (line for each in drafts for line in describe(each)):
        typer.echo(printable(line), err=True)
    nothing = not any(each.facts for each in drafts)
    if nothing:
        newest = max((stated.filed for each in drafts for stated in each.answer.stated), default=None)
        typer.echo(
            f"rivalry: of what was filed since {since} there is nothing to draft, and nothing is written; the newest "
            f"filing at hand is of {newest}",
            err=True,
        )
    if any(each.answer.strange_units for each in drafts):
        typer.echo("rivalry: the draft lacks what is stated in a unit that was never seen: look at it above", err=True)
        raise typer.Exit(UnknownUnitError.exit_code)
    if nothing:
        raise typer.Exit(MissingConceptError.exit_code)


def _ask(settings: Settings, wanted: Sequence[Company], watch: Watch) -> list[Answer]:
    with Client(settings.edgar_url, settings.edgar_agent, _open_keeper(settings.edgar_cache)) as client:
        return [client.fetch(company.cik or "", _naming(company, watch)) for company in wanted]


def _open_keeper(folder: Path) -> Keeper:
    """Open the folder of answers. Raises NowhereToKeepError where there can be none."""
    try:
        return Keeper(folder.expanduser())
    except (OSError, RuntimeError) as error:  # RuntimeError: `~` of a user without a home
        raise NowhereToKeepError(folder, error) from error


def _naming(company: Company, watch: Watch) -> Watch:
    """Name a company in what is told: each answer has a bar of its own."""
    return lambda what, done, of: watch(f"{what} for {company.slug}", done, of)
