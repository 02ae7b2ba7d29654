"""Questions: requests without end, each another one, that a dataset can answer; the same for us and for others."""

import base64
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.dataset import YEARS, Dataset, company_slug, metric_slug
from benchmarks.rivals.sql import COMPARED

FIRST_PAGE = "/v1/facts?limit=50"
FIRST_BY_VALUE = "/v1/facts?limit=50&sort=value"


class Comparison(NamedTuple):
    """A question that everybody can be asked: who leads a metric in a year."""

    one: str
    other: str
    metric: str
    period: str

    def for_us(self, number: int) -> str:
        """Spell it for our API; a tolerance that differs a little makes every request another one."""
        asked = {"companies": f"{self.one},{self.other}", "metric": self.metric, "period": self.period}
        return f"/v1/compare?{urlencode({**asked, 'tolerance': f'{number / 10**7:.7f}'}, safe=',')}"

    def for_usual(self) -> str:
        """Spell it for the service as they are usually written."""
        return f"/compare?{urlencode(self._asdict())}"

    def for_datasette(self, database: Path) -> str:
        """Spell it as one SQL query."""
        query = {"sql": COMPARED, **self._asdict(), "_shape": "array"}
        return f"/{database.stem}.json?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class Questions:
    """Ways of asking about the dataset in a database; iterators go on for ever."""

    dataset: Dataset
    database: Path
    random: Random = field(default_factory=lambda: Random("questions"))  # noqa: S311  the same every time

    def comparisons(self) -> Iterator[Comparison]:
        """Ask for two companies that have all figures, a metric in dollars and a year."""
        while True:
            one, other = self.random.sample(range(self.dataset.whole_companies), 2)
            yield Comparison(company_slug(one), company_slug(other), self._metric(), f"FY{self._year()}")

    def compare(self) -> Iterator[str]:
        """Compare."""
        return (each.for_us(number) for number, each in enumerate(self.comparisons(), start=1))

    def series(self) -> Iterator[str]:
        """Show both companies through time; the window and the parameters' order make requests differ."""
        for each in self.comparisons():
            start, end = sorted(self.random.sample(YEARS[1:], 2))
            asked = {"companies": f"{each.one},{each.other}", "metric": each.metric}
            window = {"from": f"CY{start}", "to": f"CY{end}"}
            transform = {"transform": self.random.choice(("level", "change", "growth", "index"))}
            yield f"/v1/series?{urlencode({**asked, **window, **transform}, safe=',')}"

    def of_a_company(self) -> Iterator[str]:
        """List what is known of a company and a metric, the newest first."""
        for number, each in enumerate(self.comparisons(), start=1):
            yield f"/v1/facts?company={each.one}&metric={each.metric}&sort=-period&value_min={number}"

    def of_a_metric(self) -> Iterator[str]:
        """List the greatest figures of all companies on a metric."""
        for number, each in enumerate(self.comparisons(), start=1):
            yield f"/v1/facts?metric={each.metric}&sort=-value&value_min={number}"

    def fact(self) -> Iterator[str]:
        """Look a fact up by its id."""
        return (f"/v1/facts/{fact_id}" for fact_id, _ in self._facts())

    def pages(self, first_page: bytes) -> Iterator[str]:
        """Ask for a page of 50 facts from somewhere in the whole list, by id; `first_page` answers FIRST_PAGE."""
        cursor = json.loads(first_page)["next"]
        return (f"{FIRST_PAGE}&cursor={_moved(cursor, fact_id)}" for fact_id, _ in self._facts())

    def pages_by_value(self, first_page: bytes) -> Iterator[str]:
        """Ask for a page of 50 facts from somewhere in the list by value; `first_page` answers FIRST_BY_VALUE."""
        cursor = json.loads(first_page)["next"]
        return (f"{FIRST_BY_VALUE}&cursor={_moved(cursor, fact_id, value)}" for fact_id, value in self._facts())

    def datasette_pages(self) -> Iterator[str]:
        """Ask Datasette for the same: 50 rows from somewhere in the table."""
        while True:
            row = self.random.randrange(self.dataset.facts - 50)
            yield f"/{self.database.stem}/fact.json?_size=50&_next={row}&_shape=objects"

    def _metric(self) -> str:
        return metric_slug(self.random.choice(self.dataset.flows))

    def _year(self) -> int:
        return self.random.choice(YEARS)

    def _facts(self) -> Iterator[tuple[str, float]]:
        """Draw facts at random, with what they are sorted by as values."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            while True:
                row = self.random.randrange(self.dataset.facts - 50) + 1
                yield connection.execute("SELECT id, sort_value FROM fact WHERE pk = ?", (row,)).fetchone()
        finally:
            connection.close()


def _moved(cursor: str, fact_id: str, value: float | None = None) -> str:
    """Move a cursor behind another fact: walking so far page by page would take longer than all that is measured."""
    binding, revision, *_ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    content = json.dumps([binding, revision, fact_id if value is None else value, fact_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
