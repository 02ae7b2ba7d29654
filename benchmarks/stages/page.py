"""Pages: 50 facts from somewhere in the whole list, each page another one."""

from benchmarks.asking import Connection, requests_a_second
from benchmarks.questions import FIRST_PAGE
from benchmarks.run import Run
from benchmarks.servers import datasette, ours
from benchmarks.table import Row, interleave


def measure(run: Run) -> list[Row]:
    """List 50 facts beside Datasette's page of 50 rows."""
    database, questions = run.database(run.rows), run.questions(run.rows)
    with ours(database) as us, datasette(database) as rows:
        asked, of_rows = questions.pages(Connection(us.port).ask(FIRST_PAGE)), questions.datasette_pages()
        contestants = {
            "us": lambda: requests_a_second(us.port, asked, run.seconds),
            "rows": lambda: requests_a_second(rows.port, of_rows, run.seconds),
        }
        found = interleave(contestants, run.rounds)
    what, beside = "page of 50 facts, each another", "Datasette, page of 50 rows"
    return [Row(what=what, beside=beside, unit="requests/s", ours=found["us"], theirs=found["rows"], least=3)]
