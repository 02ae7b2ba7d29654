"""Exports: the dataset taken whole, as files."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from app.api.dependencies import REVISION_HEADER, RevisionNumber, SnapshotDep, no_such_revision
from app.api.exports.files import DATABASE, PACKAGE, Exporter
from app.api.exports.kept import KeptFile, KeptFiles
from app.api.exports.package import LAYOUT
from app.api.exports.ranged import RangedFile
from app.api.exports.tables import OTHERS
from app.api.filters import FactFilterQuery, read_fact_filter
from app.api.middleware.cache import matches
from app.api.paging import LONGEST_CURSOR
from app.api.problems import ProblemError
from app.api.routing import StoreRoute, WaitingRoute
from app.domain.errors import UnknownNameError
from app.store.dataset import Revision, get_revision
from app.store.facts import FactFilter
from app.store.lines import holds_fact
from app.store.reader import Reader
from app.store.snapshot import Snapshot, UnknownRevisionError, state_explained

router = APIRouter(prefix="/v1/export", tags=["exports"], route_class=StoreRoute)

ASK_AGAIN = "public, no-cache"
"""Whoever keeps so much asks each time whether it still holds: that costs nothing, where a wrong copy costs much."""

After = Annotated[
    str | None,
    Query(
        max_length=LONGEST_CURSOR,
        description="Go on behind the fact of this id: the last line that arrived whole. It needs `revision`, the "
        "Dataset-Revision of what was begun, and the filters of then; there is no head, so that both parts are one.",
    ),
]
TABLES = {table.name: table for table in OTHERS}


class CsvResponse(StreamingResponse):
    """Comma-separated values."""

    media_type = "text/csv"


class NdjsonResponse(StreamingResponse):
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


async def facts_in_query(
    snapshot: SnapshotDep,
    query: Annotated[FactFilterQuery, Query()],
    after: After = None,
    revision: RevisionNumber = None,
) -> FactsAsked:
    """Read what is asked for. Raises ProblemError, `bad-cursor` where `after` is no line of it."""
    wanted = read_fact_filter(snapshot, query)
    if after is not None and revision is None:
        detail = f"`after` needs `revision`, the {REVISION_HEADER} of what is gone on with"
        raise ProblemError("missing-parameter", detail, {"parameter": "revision"})
    if after is not None and not holds_fact(snapshot, wanted, after):
        detail = f"there is no line {after!r} in what is asked for: revision and filters are those that it began with"
        raise ProblemError("bad-cursor", detail, {"parameter": "after"})
    return FactsAsked(_exporter(snapshot), wanted, after)


async def revision_asked(snapshot: SnapshotDep) -> Exporter:
    """Export the revision that is asked for."""
    return _exporter(snapshot)


def revision_awaited(request: Request, revision: RevisionNumber = None) -> Exporter:
    """Export the revision that is asked for, without keeping a connection while the file is written."""
    reader: Reader = request.app.state.reader
    with state_explained(reader.engine):
        try:
            snapshot = reader.hold(revision)
        except UnknownRevisionError as error:
            raise no_such_revision(error) from error
        with closing(snapshot):
            return _exporter(snapshot)


def newest_revision(request: Request) -> Exporter:
    """Export the newest revision, with all before it."""
    return revision_awaited(request)


FactsDep = Annotated[FactsAsked, Depends(facts_in_query)]
ExporterDep = Annotated[Exporter, Depends(revision_asked)]
AwaitedDep = Annotated[Exporter, Depends(revision_awaited)]
NewestDep = Annotated[Exporter, Depends(newest_revision)]


@router.get("/facts.csv", operation_id="export_facts_csv", response_class=CsvResponse)
async def export_facts_csv(request: Request, asked: FactsDep) -> Response:
    """Take all facts as CSV, by id, sent while they are read.

    RFC 4180 in UTF-8, with a head. Empty is null; lists have blanks between their members; numbers are spelt as in
    JSON. Texts are quoted, and one that a spreadsheet may run, for it begins with `=`, `+`, `-`, `@`, a tab or a
    carriage return, has an apostrophe in front, unless it is a figure such as `-$39 million`. A download that breaks is
    gone on with by `after`.
    """
    headers = _headers(asked.exporter.revision, "facts.csv", asked.wanted, asked.after)
    lines = asked.exporter.facts_csv(asked.wanted, asked.after)
    return _unless_known(request, CsvResponse(_encoded(lines), headers=headers))


@router.get("/facts.ndjson", operation_id="export_facts_ndjson", response_class=NdjsonResponse)
async def export_facts_ndjson(request: Request, asked: FactsDep) -> Response:
    """Take all facts as NDJSON, by id, sent while they are read.

    A line is a fact, byte for byte as the lists of /v1/facts hold it. A download that breaks is gone on with by
    `after`.
    """
    headers = _headers(asked.exporter.revision, "facts.ndjson", asked.wanted, asked.after)
    lines = asked.exporter.facts_ndjson(asked.wanted, asked.after)
    return _unless_known(request, NdjsonResponse(_encoded(lines), headers=headers))


@router.get("/datapackage.json", operation_id="export_descriptor")
async def export_descriptor(request: Request, exporter: ExporterDep) -> dict[str, Any]:
    """Describe the CSV files: their columns, units, sources and rights (Data Package 2.0).

    The files that it names stand beside it, so that a reader of data packages can be given this address.
    """
    headers = _headers(exporter.revision, "datapackage.json")
    del headers["Content-Disposition"]
    whole = Response(exporter.descriptor(), media_type="application/json", headers=headers)
    return _unless_known(request, whole)  # type: ignore[return-value]


async def export_package(request: Request, exporter: AwaitedDep) -> Response:
    """Take everything that a revision holds as a data package: the descriptor and all CSV files in one ZIP file.

    It is written when it is first asked for, which takes its time where there are millions of facts. Parts of it may
    be asked for with `Range`.
    """
    kept = await _files(request).get(PACKAGE, exporter.revision, exporter.write)
    return _unless_known(request, _ranged(ZipResponse, kept, PACKAGE))


async def export_database(request: Request, exporter: NewestDep) -> Response:
    """Take the database itself: one SQLite file with every revision, which answers as this server does.

    It is a consistent copy, written when it is first asked for, which takes its time where there are millions of facts.
    Parts of it may be asked for with `Range`.
    """
    kept = await _files(request).get(DATABASE, exporter.revision, exporter.write)
    return _unless_known(request, _ranged(DatabaseResponse, kept, DATABASE))


@router.get("/{table}.csv", operation_id="export_table", response_class=CsvResponse)
async def export_table(
    request: Request,
    exporter: ExporterDep,
    table: Annotated[str, Path(description=f"One of {', '.join(TABLES)}.", json_schema_extra={"enum": list(TABLES)})],
) -> Response:
    """Take all members of another collection as CSV, spelt as facts.csv is."""
    if table not in TABLES:
        raise UnknownNameError("table", table, tuple(TABLES))
    headers = _headers(exporter.revision, f"{table}.csv")
    lines = exporter.table(TABLES[table])
    return _unless_known(request, CsvResponse(_encoded(lines), headers=headers))


for name, export, kind in (
    ("datapackage.zip", export_package, ZipResponse),
    ("database", export_database, DatabaseResponse),
):
    router.add_api_route(
        f"/{name}", export, operation_id=export.__name__, response_class=kind, route_class_override=WaitingRoute
    )


def _exporter(snapshot: Snapshot) -> Exporter:
    return Exporter(snapshot.connection.engine, get_revision(snapshot))


def _files(request: Request) -> KeptFiles:
    files: KeptFiles = request.app.state.files
    return files


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
