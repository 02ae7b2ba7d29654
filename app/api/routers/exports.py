"""Exports: the dataset taken whole, as files."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import Field

from app.api.dependencies import REVISION_HEADER, hold, no_such_revision
from app.api.exports.files import DATABASE, PACKAGE, Exporter
from app.api.exports.kept import KeptFile, KeptFiles
from app.api.exports.package import LAYOUT
from app.api.exports.ranged import RangedFile
from app.api.exports.streamed import StreamedFile
from app.api.exports.tables import OTHERS
from app.api.filters import FactFilterQuery, read_fact_filter
from app.api.guards.turns import give_back
from app.api.middleware.cache import matches
from app.api.paging import LONGEST_CURSOR
from app.api.problems import ProblemError
from app.api.queries import Asked, DatasetQuery, NoQuery
from app.api.routing import StoreRoute
from app.domain.errors import UnknownNameError
from app.store.dataset import Revision, get_revision
from app.store.facts import FactFilter
from app.store.lines import holds_fact
from app.store.reader import Reader
from app.store.snapshot import Snapshot, UnknownRevisionError, state_explained

router = APIRouter(prefix="/v1/export", tags=["exports"], route_class=StoreRoute)
files = APIRouter()
"""What is answered with a file that may have to be written first: its handlers wait, and read in threads."""

ASK_AGAIN = "public, no-cache"
"""Whoever keeps so much asks each time whether it still holds: that costs nothing, where a wrong copy costs much."""

TABLES = {table.name: table for table in OTHERS}


class FactExportQuery(FactFilterQuery):
    """Which facts are wanted, and from where on."""

    after: Annotated[
        str | None,
        Field(
            max_length=LONGEST_CURSOR,
            description="Go on behind the fact of this id: the last line that arrived whole. It needs `revision`, the "
            "Dataset-Revision of what was begun, and the filters of then; there is no head, so that both parts are "
            "one.",
            json_schema_extra={"pattern": "^[!-~]+$"},
        ),
    ] = None


class CsvResponse(StreamedFile):
    """Comma-separated values."""

    media_type = "text/csv"


class NdjsonResponse(StreamedFile):
    """A JSON object a line."""

    media_type = "application/x-ndjson"


class DatabaseResponse(RangedFile):
    """An SQLite file."""

    media_type = "application/vnd.sqlite3"


class ZipResponse(RangedFile):
    """A ZIP file."""

    media_type = "application/zip"


@dataclass(frozen=True, slots=True)
class FactsAsked:
    """Which facts are asked for, of which revision, and behind which of them."""

    exporter: Exporter
    wanted: FactFilter
    after: str | None


@router.get("/facts.csv", operation_id="export_facts_csv", response_class=CsvResponse)
async def export_facts_csv(request: Request, response: Response, query: Asked[FactExportQuery]) -> Response:
    """Take all facts as CSV, by id, sent while they are read.

    RFC 4180 in UTF-8, with a head. Empty is null; lists have blanks between their members; numbers are spelt as in
    JSON. Texts are quoted, and one that a spreadsheet may run, for it begins with `=`, `+`, `-`, `@`, a tab or a
    carriage return, has an apostrophe in front, unless it is a figure such as `-$39 million`. A download that breaks is
    gone on with by `after`.
    """
    asked = _facts_asked(hold(request, response, query), query)
    headers = _headers(asked.exporter.revision, "facts.csv", asked.wanted, asked.after)
    lines = asked.exporter.facts_csv(asked.wanted, asked.after)
    return _unless_known(request, CsvResponse(_encoded(lines), headers=headers))


@router.get("/facts.ndjson", operation_id="export_facts_ndjson", response_class=NdjsonResponse)
async def export_facts_ndjson(request: Request, response: Response, query: Asked[FactExportQuery]) -> Response:
    """Take all facts as NDJSON, by id, sent while they are read.

    A line is a fact, byte for byte as the lists of /v1/facts hold it. A download that breaks is gone on with by
    `after`.
    """
    asked = _facts_asked(hold(request, response, query), query)
    headers = _headers(asked.exporter.revision, "facts.ndjson", asked.wanted, asked.after)
    lines = asked.exporter.facts_ndjson(asked.wanted, asked.after)
    return _unless_known(request, NdjsonResponse(_encoded(lines), headers=headers))


@router.get("/datapackage.json", operation_id="export_descriptor")
async def export_descriptor(request: Request, response: Response, query: Asked[DatasetQuery]) -> dict[str, Any]:
    """Describe the CSV files: their columns, units, sources and rights (Data Package 2.0).

    The files that it names stand beside it, so that a reader of data packages can be given this address.
    """
    exporter = _exporter(hold(request, response, query))
    headers = _headers(exporter.revision, "datapackage.json")
    del headers["Content-Disposition"]
    whole = Response(exporter.descriptor(), media_type="application/json", headers=headers)
    return _unless_known(request, whole)  # type: ignore[return-value]


@files.get("/datapackage.zip", operation_id="export_package", response_class=ZipResponse)
async def export_package(request: Request, query: Asked[DatasetQuery]) -> Response:
    """Take everything that a revision holds as a data package: the descriptor and all CSV files in one ZIP file.

    It is written when it is first asked for, which takes its time where there are millions of facts. Parts of it may
    be asked for with `Range`.
    """
    exporter = await run_in_threadpool(_exporter_for_long, request, query.revision)
    kept = await _kept(request, PACKAGE, exporter)
    return _unless_known(request, _ranged(ZipResponse, kept, PACKAGE))


@files.get("/database", operation_id="export_database", response_class=DatabaseResponse)
async def export_database(request: Request, _: Asked[NoQuery]) -> Response:
    """Take the database itself: one SQLite file with every revision, which answers as this server does.

    It is a consistent copy, written when it is first asked for, which takes its time where there are millions of facts.
    Parts of it may be asked for with `Range`.
    """
    exporter = await run_in_threadpool(_exporter_for_long, request)
    kept = await _kept(request, DATABASE, exporter)
    return _unless_known(request, _ranged(DatabaseResponse, kept, DATABASE))


@router.get("/{table}.csv", operation_id="export_table", response_class=CsvResponse)
async def export_table(
    request: Request,
    response: Response,
    table: Annotated[str, Path(description=f"One of {', '.join(TABLES)}.", json_schema_extra={"enum": list(TABLES)})],
    query: Asked[DatasetQuery],
) -> Response:
    """Take all members of another collection as CSV, spelt as facts.csv is."""
    exporter = _exporter(hold(request, response, query))
    if table not in TABLES:
        raise UnknownNameError("table", table, tuple(TABLES))
    headers = _headers(exporter.revision, f"{table}.csv")
    lines = exporter.table(TABLES[table])
    return _unless_known(request, CsvResponse(_encoded(lines), headers=headers))


router.include_router(files)


def _facts_asked(snapshot: Snapshot, query: FactExportQuery) -> FactsAsked:
    """Read what is asked for. Raises ProblemError, `bad-cursor` where `after` is no line of it."""
    wanted, after = read_fact_filter(snapshot, query), query.after
    if after is not None and query.revision is None:
        detail = f"`after` needs `revision`, the {REVISION_HEADER} of what is gone on with"
        raise ProblemError("missing-parameter", detail, {"parameter": "revision"})
    if after is not None and not holds_fact(snapshot, wanted, after):
        detail = f"there is no line {after!r} in what is asked for: revision and filters are those that it began with"
        raise ProblemError("bad-cursor", detail, {"parameter": "after"})
    return FactsAsked(_exporter(snapshot), wanted, after)


def _exporter(snapshot: Snapshot) -> Exporter:
    return Exporter(snapshot.connection.engine, get_revision(snapshot))


def _exporter_for_long(request: Request, revision: int | None = None) -> Exporter:
    """Export a revision, by default the newest, without keeping a connection while the file is written."""
    reader: Reader = request.app.state.reader
    with state_explained(reader.engine):
        try:
            snapshot = reader.hold(revision)
        except UnknownRevisionError as error:
            raise no_such_revision(error) from error
        with closing(snapshot):
            return _exporter(snapshot)


async def _kept(request: Request, name: str, exporter: Exporter) -> KeptFile:
    """Return a file that is written when it is first asked for; meanwhile others may compute."""
    files: KeptFiles = request.app.state.files
    give_back(request.scope)
    return await files.get(name, exporter.revision, exporter.write)


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    return (text.encode() for text in lines)


def _headers(revision: Revision, name: str, *asked: object) -> dict[str, str]:
    """Say what is sent and which revision it is of; the tag follows from all that the bytes follow from."""
    follows_from = [LAYOUT, revision.number, revision.created.isoformat(), name, *map(repr, asked)]
    digest = hashlib.sha256(json.dumps(follows_from).encode()).hexdigest()
    return _headers_of(digest, revision, name)


def _headers_of(digest: str, revision: Revision, name: str) -> dict[str, str]:
    stem, _, suffix = name.partition(".")
    return {
        "ETag": f'"{digest[:24]}"',
        "Cache-Control": ASK_AGAIN,
        REVISION_HEADER: str(revision.number),
        "Content-Disposition": f'attachment; filename="{stem}-revision-{revision.number}.{suffix}"',
    }


def _unless_known(request: Request, whole: Response) -> Response:
    """Answer with all of it, or that the client has it already."""
    if not matches(", ".join(request.headers.getlist("if-none-match")), whole.headers["ETag"]):
        return whole
    headers = {name: value for name, value in whole.headers.items() if name not in ("content-length", "content-type")}
    return Response(status_code=304, headers=headers)


def _ranged(kind: type[RangedFile], kept: KeptFile, name: str) -> RangedFile:
    headers = _headers_of(kept.digest, kept.revision, name)
    return kind(kept.path, headers=headers, media_type=kind.media_type, stat_result=kept.path.stat())
