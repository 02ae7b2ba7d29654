"""Files: every file that the dataset can be taken as, and how it is made, for the server and the command line alike."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from app.api.exports.cells import headed
from app.api.exports.lines import CSV, NDJSON
from app.api.exports.package import describe_package, read_sources, write_package
from app.api.exports.tables import FACTS, OTHERS, Opening, Table, stream_table
from app.store.copying import copy_database
from app.store.dataset import Revision
from app.store.facts import FactFilter
from app.store.faults import room_explained
from app.store.lines import stream_lines
from app.store.snapshot import Edition, open_edition

EVERY_FACT = FactFilter()
STREAMED = ("facts.csv", "facts.ndjson", *(f"{table.name}.csv" for table in OTHERS), "datapackage.json")
DATABASE, PACKAGE = "rivalry.db", "datapackage.zip"
NAMES = (*STREAMED, PACKAGE, DATABASE)
"""Every file."""


class Exporter:
    """One revision of a database, to be written as files."""

    def __init__(self, engine: Any, revision: Revision) -> None:  # noqa: ANN401  the store's, which the api only hands on
        """Read nothing yet."""
        self.engine, self.revision = engine, revision
        self._edition = Edition(revision.number, revision.created)
        self.opening: Opening = partial(open_edition, engine, self._edition)

    def facts_csv(self, wanted: FactFilter = EVERY_FACT, after: str | None = None) -> Iterator[str]:
        """Spell facts as CSV, with a head unless it goes on behind the id `after`."""
        lines = stream_lines(self.engine, self._edition, wanted, CSV, after=after)
        return lines if after else headed(FACTS.columns, lines)

    def facts_ndjson(self, wanted: FactFilter = EVERY_FACT, after: str | None = None) -> Iterator[str]:
        """Spell facts as a JSON object a line."""
        return stream_lines(self.engine, self._edition, wanted, NDJSON, after=after)

    def table(self, table: Table) -> Iterator[str]:
        """Spell another table as CSV."""
        return stream_table(table, self.opening)

    def descriptor(self) -> bytes:
        """Describe the data package."""
        return describe_package(read_sources(self.opening), self.revision)

    def stream(self, name: str) -> Iterator[bytes]:
        """Write one of the STREAMED files, part by part."""
        if name == "datapackage.json":
            yield self.descriptor()
            return
        for text in self.facts_ndjson() if name == "facts.ndjson" else self._tables()[name]:
            yield text.encode()

    def write(self, name: str, path: Path) -> Revision:
        """Write the PACKAGE or the DATABASE to a file that does not exist yet; return the revision that it holds.

        That of a database is the newest: it holds all revisions.
        """
        if name == DATABASE:
            return copy_database(self.engine, path)
        write_package(path, self.revision, self.descriptor(), self._tables())
        return self.revision

    def save(self, name: str, path: Path) -> None:
        """Write any of the NAMES to a file, which is there when all of it is. Raises OSError and StoreErrors."""
        with room_explained(), TemporaryDirectory(prefix=".rivalry-export-", dir=path.parent) as folder:
            new = Path(folder) / name
            if name in STREAMED:
                with new.open("wb") as file:
                    file.writelines(self.stream(name))
            else:
                self.write(name, new)
            new.replace(path)

    def send(self, name: str, output: BinaryIO) -> None:
        """Write any of the NAMES to an open file. Raises OSError and StoreErrors."""
        with room_explained():
            if name in STREAMED:
                output.writelines(self.stream(name))
            else:
                with TemporaryDirectory(prefix="rivalry-export-") as folder:
                    whole = Path(folder) / name
                    self.write(name, whole)
                    with whole.open("rb") as file:
                        shutil.copyfileobj(file, output)
            output.flush()

    def _tables(self) -> dict[str, Iterator[str]]:
        """Every CSV file by its name; nothing is read before the first part is asked for."""
        return {"facts.csv": self.facts_csv(), **{f"{table.name}.csv": self.table(table) for table in OTHERS}}
