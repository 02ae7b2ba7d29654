"""Asked again: one comparison over and over, beside the least that the server under us could do."""

from benchmarks.asking import requests_a_second
from benchmarks.run import Run
from benchmarks.servers import ours, rival
from benchmarks.table import Row, interleave

_GZIP = ("Accept-Encoding: gzip",)


def measure(run: Run) -> list[Row]:
    """Repeat one GET, plain and compressed, beside a bare ASGI application and a greeting by FastAPI."""
    database = run.database(run.rows)
    path = next(run.questions(run.rows).compare())
    with ours(database) as us, rival("bare") as bare, rival("hello") as hello:
        contestants = {
            "plain": lambda: requests_a_second(us.port, [path], run.seconds),
            "gzip": lambda: requests_a_second(us.port, [path], run.seconds, _GZIP),
            "bare": lambda: requests_a_second(bare.port, ["/"], run.seconds),
            "hello": lambda: requests_a_second(hello.port, ["/"], run.seconds),
        }
        found = interleave(contestants, run.rounds)
    aims = [("plain", "bare", 0.8), ("gzip", "bare", 0.8), ("plain", "hello", None)]
    names = {"plain": "compare, asked again", "gzip": "compare, asked again, gzip"}
    rivals = {"bare": "bare ASGI", "hello": "FastAPI hello"}
    return [
        Row(what=names[one], beside=rivals[other], unit="requests/s", ours=found[one], theirs=found[other], least=least)
        for one, other, least in aims
    ]
