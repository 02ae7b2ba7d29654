"""What was answered is answered again: over a toy app, and over the real one while its database changes."""

import gc
import gzip
import re
import sqlite3
import threading
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import brotli
import pytest
import zstandard
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.middleware.answers import LARGEST_SHARE, OVERHEAD_BYTES, KeptAnswers
from app.api.middleware.cache import GRACE_SECONDS, PATIENCE_SECONDS, ResponseCache, canonical, matches
from app.api.middleware.encoding import chosen_encoding
from app.api.origin import Outside
from app.domain.catalogue import Catalogue
from app.main import create_app
from app.settings import Settings
from app.store.migrating import newest_version
from app.store.reader import Reader
from app.store.snapshot import Edition
from tests.api.asking import A_THIRD, load_pack, walk
from tests.api.toys import Toy, http, run
from tests.conftest import WritePack

TAG = '"abc"'
LONG = b"roughly $716.9 billion, " * 100
CACHED = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
DECODERS = {
    "identity": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}


@pytest.fixture
def reader(articles_url: str) -> Reader:
    """Return a reader of the two articles that has seen their revision."""
    opened = Reader(articles_url, seconds=60)
    opened.look()
    return opened


def cache(app: ASGIApp, reader: Reader, most_bytes: int = 10_000_000) -> ResponseCache:
    return ResponseCache(app, reader=reader, kept=KeptAnswers(most_bytes), outside=Outside())


def asked(query: bytes = b"", **headers: str) -> Scope:
    return {**http(**headers), "query_string": query}


# Tags


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ("*", True),
        (" * ", True),
        ('"x", "abc"', True),
        ('"x","abc","y"', True),
        ('"x" , W/"abc" , "y"', True),
        ("", False),
        ('"abcd"', False),
        ("abc", False),
        ('w/"abc"', False),
        ('"x", *', False),
        ('"ABC"', False),
        ('"x" "abc"', False),
        (",,,", False),
    ],
)
def test_a_list_of_tags_names_the_answer_or_not(header: str, *, expected: bool) -> None:
    assert matches(header, TAG) is expected


def test_an_answer_in_parts_has_the_tag_of_the_whole(reader: Reader) -> None:
    whole = TestClient(cache(Toy(b"hello world"), reader)).get("/v1/facts")

    parts = TestClient(cache(Toy(b"hello ", b"", b"world"), reader)).get("/v1/facts")

    assert parts.text == "hello world"
    assert parts.headers["etag"] == whole.headers["etag"]
    assert parts.headers["cache-control"] == CACHED


def test_two_answers_have_two_tags(reader: Reader) -> None:
    one, other = (TestClient(cache(Toy(body), reader)).get("/v1/x") for body in (b"a", b"b"))

    assert one.headers["etag"] != other.headers["etag"]
    assert one.headers["etag"].startswith('"')
    assert one.headers["etag"].endswith('"')


@pytest.mark.parametrize("times", [1, 2], ids=["answered first", "answered again"])
def test_what_the_client_has_is_not_sent_again(reader: Reader, times: int) -> None:
    app = cache(Toy(b"hello ", b"world", headers={"x-kept": "yes"}), reader)
    tag = TestClient(cache(Toy(b"hello world"), reader)).get("/v1/facts").headers["etag"]

    start, body = [run(app, asked(if_none_match=tag)) for _ in range(times)][-1]

    assert start["status"] == 304
    assert dict(start["headers"]) == {
        b"x-kept": b"yes",
        b"etag": tag.encode(),
        b"cache-control": CACHED.encode(),
        b"vary": b"Accept-Encoding",
    }
    assert body == {"type": "http.response.body", "body": b""}


def test_tags_may_stand_on_several_lines(reader: Reader) -> None:
    app = cache(Toy(), reader)
    tag = TestClient(app).get("/v1/facts").headers["etag"]
    scope = {**asked(), "headers": [(b"if-none-match", b'"x"'), (b"if-none-match", tag.encode())]}

    assert run(app, scope)[0]["status"] == 304


# What is kept


def test_the_app_is_asked_once(reader: Reader) -> None:
    toy = Toy(b"hello")
    app = cache(toy, reader)

    sent = [run(app, asked()) for _ in range(3)]

    assert len(toy.scopes) == 1
    assert sent[0] == sent[1] == sent[2]
    assert (app.kept.hits, app.kept.misses) == (2, 1)


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/sources", "/widgets.js", "/embed.js", "/assets/house.css", "/sitemap.xml", "/llms.txt"]
)
def test_what_reads_no_query_is_answered_once_whatever_stands_behind_a_link(reader: Reader, path: str) -> None:
    toy = Toy(b"hello")
    app = cache(toy, reader)

    for query in (b"", b"fbclid=1", b"fbclid=2&utm_source=news"):
        run(app, {**asked(query), "path": path, "scheme": "http"})

    assert len(toy.scopes) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"a=1&b=2", b"b=2&a=1"),
        (b"companies=amazon,walmart", b"companies=amazon%2Cwalmart"),
        (b"period=amazon:FY2025", b"period=amazon%3aFY2025"),
        (b"a=x+y", b"a=x%20y"),
    ],
)
def test_the_same_parameters_share_an_answer_however_they_are_spelt(reader: Reader, one: bytes, other: bytes) -> None:
    toy = Toy(b"hello")
    app = cache(toy, reader)

    for query in (one, other):
        run(app, asked(query))

    assert len(toy.scopes) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"a=1", b"a=2"),
        (b"a=b%3D", b"a%3Db="),
        (b"a=1%26b=2", b"a=1&b=2"),
        (b"a=", b"a"),
        (b"", b"a="),
        (b"a=%00", b"a="),
    ],
)
def test_other_parameters_never_share_an_answer(one: bytes, other: bytes) -> None:
    assert canonical(one) != canonical(other)


def test_head_and_get_share_an_answer_and_head_has_no_body(reader: Reader) -> None:
    toy = Toy(b"hello ", b"world")
    app = cache(toy, reader)

    first = run(app, {**asked(), "method": "HEAD"})
    get = run(app, asked())
    again = run(app, {**asked(), "method": "HEAD"})

    assert [scope["method"] for scope in toy.scopes] == ["GET"]
    assert first[0] == get[0] == again[0]
    assert dict(get[0]["headers"])[b"content-length"] == b"11"
    assert (first[1]["body"], get[1]["body"], again[1]["body"]) == (b"", b"hello world", b"")


@pytest.mark.parametrize("status", [201, 206, 307, 404, 422, 500, 503])
def test_other_answers_than_200_pass_as_they_are_and_are_never_kept(reader: Reader, status: int) -> None:
    toy = Toy(b"no ", b"such", status=status, headers={"cache-control": "no-store"})
    app = cache(toy, reader)

    start, body = [run(app, asked(if_none_match="*")) for _ in range(2)][-1]

    assert (start["status"], start["headers"], body["body"]) == (status, toy.headers, b"no such")
    assert (len(toy.scopes), len(app.kept)) == (2, 0)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/facts"),
        ("GET", "/metrics"),
        ("GET", "/healthz"),
        ("GET", "/v11/facts"),
        ("GET", "/v1/export/facts.csv"),
    ],
)
def test_what_is_no_get_of_the_api_or_streams_is_not_held_back(reader: Reader, method: str, path: str) -> None:
    toy = Toy(b"a", b"b")

    sent = run(cache(toy, reader), {**asked(if_none_match="*"), "method": method, "path": path})

    assert sent[0]["headers"] == toy.headers
    assert [message["body"] for message in sent[1:]] == [b"a", b"b"]


def test_memory_is_bounded_and_what_was_used_least_lately_goes_first(reader: Reader) -> None:
    one = cache(Toy(LONG), reader)
    run(one, asked(b"b=10"))
    room = 10 * one.kept.bytes
    toy = Toy(LONG)
    app = cache(toy, reader, room)

    for number in range(30):
        run(app, asked(b"a=0"))
        run(app, asked(f"b={number}".encode()))

    assert app.kept.bytes <= room
    assert len(app.kept) == 10
    assert sum(scope["query_string"] == b"a=0" for scope in toy.scopes) == 1


@pytest.mark.alone
@pytest.mark.parametrize(
    "spell",
    [
        lambda number: asked(b"a=%d" % (number % 40), accept_encoding=f"br, {number:_<30000}"),
        lambda number: asked(b"a=%d" % (number % 40), accept_encoding=f"br, {number:_<150}"),
        lambda number: asked(b"a=%d" % (number % 40) + b"&" * (number % 7000)),
        lambda number: asked(f"{number:_<30000}".encode()),
        lambda number: {**asked(), "path": f"/v1/facts/{number:_<30000}"},
        lambda number: {**asked(), "path": f"/v1/facts/{number:€<200}"},
    ],
    ids=["long encodings", "other encodings", "empty pairs", "long queries", "long paths", "wide paths"],
)
def test_what_clients_spell_takes_no_memory_that_is_not_counted(reader: Reader, spell: Callable[[int], Scope]) -> None:
    toy = Toy(LONG)
    app = cache(toy, reader)
    run(app, asked())
    tracemalloc.start()

    for number in range(400):
        run(app, spell(number))
        toy.scopes.clear()
    gc.collect()  # each run has a loop of its own, which are let lie about
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert taken < app.kept.bytes * 1.2 + 100_000
    assert app.kept.bytes <= app.kept.most_bytes


def test_an_empty_pair_is_no_parameter(reader: Reader) -> None:
    toy = Toy(LONG)
    app = cache(toy, reader)

    for number in range(7000, 7050):
        run(app, asked(b"limit=1" + b"&" * number))

    assert len(toy.scopes) == 1


@pytest.mark.parametrize(
    "most_bytes", [0, (len(LONG) + OVERHEAD_BYTES) * LARGEST_SHARE - 1], ids=["none", "too little"]
)
def test_an_answer_too_large_for_the_memory_is_answered_and_not_kept(reader: Reader, most_bytes: int) -> None:
    toy = Toy(LONG)
    app = cache(toy, reader, most_bytes)

    sent = [run(app, asked()) for _ in range(2)]

    assert sent[0] == sent[1]
    assert sent[0][1]["body"] == LONG
    assert (len(toy.scopes), app.kept.bytes) == (2, 0)


# Encodings


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("GZIP", "gzip"),
        ("*", "zstd"),
        ("gzip;q=1.0, *;q=0.5", "gzip"),
        ("zstd;q=0.1, gzip;q=0.9", "gzip"),
        ("zstd;q=0, *", "br"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip;q=0", "identity"),
        ("identity;q=0", "identity"),
        ("gzip;q=high", "identity"),
        ("deflate", "identity"),
        (" ,, gzip ; q=0.3 ,", "gzip"),
        ("zstd;q=nan", "identity"),
        ("*;q=nan, br", "br"),
        ("zstd;q=inf, br;q=1.000", "br"),
        ("zstd;q=1.5, br;q=0.001", "br"),
        ("zstd;q=-0, gzip;q=1.", "gzip"),
        (f"br, {'x' * 200}", "identity"),
    ],
)
def test_an_encoding_is_chosen_by_weight_then_by_our_own_order(accepted: str, chosen: str) -> None:
    assert chosen_encoding(accepted.encode()) == chosen


@pytest.mark.parametrize("encoding", DECODERS)
def test_an_answer_is_encoded_once_and_each_encoding_has_its_own_tag(reader: Reader, encoding: str) -> None:
    toy = Toy(LONG)
    app = cache(toy, reader)
    plain = dict(run(app, asked())[0]["headers"])

    sent = [run(app, asked(accept_encoding=encoding)) for _ in range(2)]

    headers, body = dict(sent[0][0]["headers"]), sent[0][1]["body"]
    assert sent[0] == sent[1]
    assert len(toy.scopes) == 1
    assert DECODERS[encoding](body) == LONG
    assert headers[b"content-length"] == str(len(body)).encode()
    assert headers.get(b"content-encoding", b"identity") == encoding.encode()
    assert headers[b"vary"] == b"Accept-Encoding"
    assert (headers[b"etag"] == plain[b"etag"]) is (encoding == "identity")


def test_what_would_not_get_shorter_is_sent_as_it_is(reader: Reader) -> None:
    start, body = run(cache(Toy(b"hello"), reader), asked(accept_encoding="gzip"))

    assert b"content-encoding" not in dict(start["headers"])
    assert body["body"] == b"hello"


# Revisions


def test_a_new_revision_is_seen_and_no_answer_is_of_the_one_before(
    own_url: str, write_pack: WritePack, articles: Catalogue
) -> None:
    client = TestClient(create_app(Settings(database_url=own_url, revision_seconds=0)))
    before = [client.get("/v1/facts?limit=1000") for _ in range(2)]

    load_pack(own_url, write_pack(A_THIRD), articles)
    after = [client.get("/v1/facts?limit=1000") for _ in range(2)]

    assert [each.headers["dataset-revision"] for each in (*before, *after)] == ["1", "1", "2", "2"]
    assert before[0].content == before[1].content != after[0].content == after[1].content
    assert "a-third" in {item["source"] for item in after[0].json()["items"]}


def test_a_new_revision_is_seen_once_the_word_on_the_old_one_is_half_a_second_old(
    own_url: str, write_pack: WritePack, articles: Catalogue
) -> None:
    settings = Settings(database_url=own_url)
    client = TestClient(create_app(settings))
    before = [client.get("/v1/dataset").headers["dataset-revision"] for _ in range(2)]

    load_pack(own_url, write_pack(A_THIRD), articles)
    time.sleep(settings.revision_seconds)

    assert settings.revision_seconds < 1
    assert before == ["1", "1"]
    assert client.get("/v1/dataset").headers["dataset-revision"] == "2"


# A database that cannot be asked

MARKS = re.compile(r"retail-rivalry; hit; ttl=-\d+; detail=([a-z-]+)")


class Silent:
    """What a reader looks by when the database neither answers nor fails, until it is let go."""

    def __init__(self, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
        """Make a reader look by this."""
        self.looks = 0
        self._look = reader.look
        self._speaks = threading.Event()
        monkeypatch.setattr(reader.newest, "_ask", self._wait)

    def speak(self) -> None:
        """Let all who look be answered."""
        self._speaks.set()

    def _wait(self) -> Edition:
        self.looks += 1
        self._speaks.wait(30)
        return self._look()


@pytest.fixture
def impatient(own_url: str) -> Reader:
    """Return a reader whose word is soon too old."""
    return Reader(own_url, seconds=0.1)


def spoil(url: str, version: str = "of another program") -> None:
    """Let a database be one that we cannot use, or again one that we can."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database, database:
        database.execute("UPDATE alembic_version SET version_num = ?", (version,))


def headers_of(message: Message) -> dict[str, str]:
    """Return the headers of an answer."""
    return {name.decode(): value.decode() for name, value in message["headers"]}


def test_what_is_kept_goes_on_being_answered_while_the_database_cannot_be_asked(own_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=own_url, revision_seconds=0)))
    before = client.get("/v1/companies")

    spoil(own_url)
    kept, new = client.get("/v1/companies"), client.get("/v1/metrics")

    assert (kept.status_code, kept.content) == (200, before.content)
    assert (new.status_code, new.headers["retry-after"], new.headers["cache-control"]) == (503, "5", "no-store")


def test_what_is_kept_is_marked_as_stale_until_the_database_can_be_asked_again(own_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=own_url, revision_seconds=0)), headers={"X-Request-Id": "one"})
    fresh = client.get("/v1/companies")
    tag = {"if-none-match": fresh.headers["etag"]}

    spoil(own_url)
    time.sleep(GRACE_SECONDS)
    stale, unchanged = client.get("/v1/companies"), client.get("/v1/companies", headers=tag)
    page, script = client.get("/sources"), client.get("/widgets.js")
    spoil(own_url, str(newest_version()))
    again = client.get("/v1/companies")

    assert [each.status_code for each in (stale, unchanged, page, script)] == [200, 304, 503, 200]
    assert stale.content == fresh.content
    for each in (stale, unchanged):
        assert (found := MARKS.fullmatch(each.headers["cache-status"]))
        assert found[1] == "database-version"
        assert each.headers["warning"] == '110 - "Response is Stale"'
        assert each.headers["cache-control"] == "public, max-age=1, stale-if-error=86400"
        assert each.headers["etag"] == fresh.headers["etag"]
    assert "cache-status" not in script.headers
    assert script.headers["cache-control"] == CACHED
    assert again.headers == fresh.headers


def test_what_takes_longer_to_compute_than_a_revision_is_known_for_is_not_stale(articles_url: str) -> None:
    reader = Reader(articles_url, seconds=0)
    toy = Toy(LONG)

    async def compute(scope: Scope, receive: Receive, send: Send) -> None:
        time.sleep(GRACE_SECONDS + 0.1)  # noqa: ASYNC251  as a picture that is drawn while the machine is busy
        await toy(scope, receive, send)

    start, _ = run(cache(compute, reader), asked())

    names = {name for name, _ in start["headers"]}
    assert b"etag" in names
    assert not names & {b"warning", b"cache-status"}


def test_a_file_that_is_gone_leaves_what_is_kept_and_says_so(own_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=own_url, revision_seconds=0)), headers={"X-Request-Id": "one"})
    fresh = client.get("/v1/companies")

    file = Path(own_url.removeprefix("sqlite:///"))
    moved = file.rename(file.with_suffix(".moved"))
    time.sleep(GRACE_SECONDS)
    stale = client.get("/v1/companies")
    moved.rename(file)
    again = client.get("/v1/companies")

    assert (stale.content, again.headers) == (fresh.content, fresh.headers)
    assert (found := MARKS.fullmatch(stale.headers["cache-status"]))
    assert found[1] == "no-dataset"


def test_nobody_waits_for_a_database_that_does_not_answer_and_one_asks_it(
    impatient: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = cache(Toy(b"hello"), impatient)
    run(app, asked())
    silent = Silent(impatient, monkeypatch)
    time.sleep(0.1)

    began = time.monotonic()
    answers = [run(app, asked()) for _ in range(50)]
    took = time.monotonic() - began

    assert {answer[1]["body"] for answer in answers} == {b"hello"}
    assert took < PATIENCE_SECONDS + 1, "fifty together take about as long as one may wait"
    assert silent.looks == 1
    silent.speak()


def test_once_the_database_answers_the_word_is_fresh_again(impatient: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    app = cache(Toy(b"hello"), impatient)
    run(app, asked())
    silent = Silent(impatient, monkeypatch)
    time.sleep(0.1 + GRACE_SECONDS)

    during = run(app, asked())
    silent.speak()
    impatient.newest.begin().result(10)
    after = run(app, asked())

    assert MARKS.fullmatch(headers_of(during[0])["cache-status"])
    assert "cache-status" not in headers_of(after[0])


@pytest.mark.parametrize("max_age", [0, 60])
def test_a_stale_answer_is_kept_for_a_second_at_most_and_by_nobody_who_must_not_share_it(
    impatient: Reader, monkeypatch: pytest.MonkeyPatch, max_age: int
) -> None:
    app = ResponseCache(Toy(b"hello"), reader=impatient, kept=KeptAnswers(10_000_000), outside=Outside(max_age=max_age))
    scopes = [{**asked(), "path": path, "scheme": "http"} for path in ("/v1/facts", "/")]
    for scope in scopes:
        run(app, scope)
    silent = Silent(impatient, monkeypatch)
    time.sleep(0.1 + GRACE_SECONDS)

    shared, own = (headers_of(run(app, scope)[0])["cache-control"] for scope in scopes)

    silent.speak()
    seconds = min(1, max_age)
    assert shared == f"public, max-age={seconds}, stale-if-error=86400"
    assert own == f"private, max-age={seconds}, stale-if-error=86400"


def test_what_is_answered_while_nobody_knows_the_newest_revision_is_not_kept(own_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=own_url, revision_seconds=0)))
    client.get("/v1/companies")

    spoil(own_url)
    without = client.get("/docs")
    spoil(own_url, str(newest_version()))
    whole = client.get("/docs")

    assert "revision 1" in whole.text.lower()
    assert "revision 1" not in without.text.lower()


def test_a_walk_that_has_begun_goes_on_in_its_revision_out_of_what_is_kept(
    own_url: str, write_pack: WritePack, articles: Catalogue
) -> None:
    client = TestClient(create_app(Settings(database_url=own_url, revision_seconds=0)))
    first, *_ = walk(client, "/v1/facts?limit=20")
    whole = [page.content for page in walk(client, "/v1/facts?limit=20")]

    load_pack(own_url, write_pack(A_THIRD), articles)
    rest = [page.content for _ in range(2) for page in walk(client, first.links["next"]["url"])]

    assert rest == whole[1:] * 2


def test_what_the_memory_holds_is_told_to_those_who_watch(own_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=own_url, cache_megabytes=3)))

    for _ in range(3):
        client.get("/v1/companies", headers={"accept-encoding": "identity"})
    told = client.get("/metrics").text

    lines = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    assert (lines["rivalry_cache_hits_total"], lines["rivalry_cache_misses_total"]) == ("2.0", "1.0")
    assert lines["rivalry_cache_answers"] == "1.0"
    assert 0 < float(lines["rivalry_cache_bytes"]) <= float(lines["rivalry_cache_most_bytes"]) == 3_000_000
