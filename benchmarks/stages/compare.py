"""Asked for the first time: comparisons, each another one."""

from benchmarks.asking import requests_a_second
from benchmarks.run import Run
from benchmarks.servers import datasette, ours, rival
from benchmarks.table import Row, interleave


def measure(run: Run) -> list[Row]:
    """Compare two companies beside one SQL query over Datasette and a service as they are usually written."""
    database, questions = run.database(run.rows), run.questions(run.rows)
    asked = questions.compare()
    in_sql = (each.for_datasette(database) for each in questions.comparisons())
    usual = (each.for_usual() for each in questions.comparisons())
    with (
        ours(database) as us,
        datasette(database) as sql,
        rival("usual", database) as service,
    ):
        contestants = {
            "us": lambda: requests_a_second(us.port, asked, run.seconds),
            "sql": lambda: requests_a_second(sql.port, in_sql, run.seconds),
            "usual": lambda: requests_a_second(service.port, usual, run.seconds),
        }
        found = interleave(contestants, run.rounds)
    what, unit = "compare, each another", "requests/s"
    return [
        Row(what=what, beside="Datasette, one SQL query", unit=unit, ours=found["us"], theirs=found["sql"], least=1),
        Row(what=what, beside="usual SQLModel service", unit=unit, ours=found["us"], theirs=found["usual"], least=2),
    ]
