"""The client: asks the SEC for what it holds of a company, as often and as patiently as it asks for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpx

from app.domain.progress import Watch, unwatched
from app.edgar.answer import Answer, read_answer
from app.edgar.faults import (
    EdgarError,
    MalformedAnswerError,
    NoContactError,
    NotJsonError,
    OtherCompanyError,
    UnknownFilerError,
    UnreachableError,
)
from app.edgar.keeping import Keeper, Kept, Validators
from app.edgar.pace import Pace

MOST_BYTES = 300_000_000
"""An answer has some ten million bytes; more than this is no answer."""

TIMEOUT = httpx.Timeout(30, connect=10)

_REFUSED = (
    "HTTP 403: the SEC does so where the User-Agent names no contact, and for ten minutes after too many requests"
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is asked for, and how long is waited between: `first` seconds, then twice as long each time.

    A `Retry-After` goes before, and ends it where it is longer than `longest`. An answer has to be whole within
    `whole` seconds: a server that sends it byte by byte is not waited for.
    """

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0
    whole: float = 300.0

    def wait(self, tried: int, asked: float | None) -> float:
        """Say how many seconds to wait after so many tries, where a server asked for some, or for none."""
        return min(self.first * 2 ** (tried - 1), self.longest) if asked is None else asked


DECENT = Patience()


class _TryAgainError(Exception):
    """An answer that may be another one later; `after` is how many seconds later the server says.

    `fault` is what it comes to where it is never another one.
    """

    def __init__(self, why: str, after: float | None = None, fault: type[EdgarError] = UnreachableError) -> None:
        super().__init__(why)
        self.after, self.fault = after, fault


class Client:
    """The SEC, or whoever speaks as it does at `url`; closed by the `with` that it is opened by."""

    def __init__(self, url: str, agent: str | None, keeper: Keeper, patience: Patience = DECENT) -> None:
        """Ask nothing yet. Raises NoContactError without a User-Agent, UnreachableError for a proxy of another kind."""
        if agent is None:
            raise NoContactError
        self._url = url
        self._keeper, self._pace, self._patience = keeper, Pace(keeper.folder), patience
        headers = {"User-Agent": agent, "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}
        try:
            self._http = httpx.Client(headers=headers, timeout=TIMEOUT)
        except (ImportError, ValueError) as error:  # of what HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names
            raise UnreachableError(f"the proxy that the environment names cannot be used: {error}") from error

    def __enter__(self) -> Self:
        """Leave it open."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close its connections."""
        self._http.close()

    def fetch(self, cik: str, watch: Watch = unwatched) -> Answer:
        """Return what the SEC states of a company: what was kept, where that is the newest still.

        Only an answer that can be read, and is about the company, is kept. Raises EdgarErrors, and OSError where
        nothing can be kept.
        """
        url = f"{self._url}/api/xbrl/companyfacts/CIK{cik}.json"
        kept = self._keeper.find(cik)
        if kept and kept.validators.url != url:
            kept = None
        newest, answer = self._ask(url, kept, watch)
        if answer.cik != cik:
            raise OtherCompanyError(f"{url} answers about {answer.name!r}, CIK {answer.cik}: it is not kept; ask again")
        if newest is not kept:
            self._keeper.keep(cik, newest)
        return answer

    def _ask(self, url: str, kept: Kept | None, watch: Watch) -> tuple[Kept, Answer]:
        """Ask until there is an answer, what is kept where that is the newest, and read it. Raises EdgarErrors."""
        for tried in range(1, self._patience.tries + 1):
            try:
                return self._ask_once(url, kept, watch)
            except _TryAgainError as error:
                wait = self._patience.wait(tried, error.after)
                why, fault = str(error), error.fault
            if wait > self._patience.longest:
                raise UnreachableError(f"{url}: {why}; it asks to wait for {wait:,.0f} seconds: try again then")
            if tried < self._patience.tries:
                time.sleep(wait)
        at_hand = f"; what was answered before is at hand: --offline {self._keeper.path(_cik(url))}" if kept else ""
        raise fault(f"{url}: {why}; given up after {self._patience.tries} tries, try again later{at_hand}")

    def _ask_once(self, url: str, kept: Kept | None, watch: Watch) -> tuple[Kept, Answer]:
        newest = self._request(url, kept, watch)
        try:
            return newest, read_answer(newest.body, url)
        except MalformedAnswerError as error:
            if newest is kept:  # an older program could read it, or it was kept badly
                return self._ask_once(url, None, watch)
            if isinstance(error, NotJsonError):
                why = f"what it answers is not JSON, and may be cut off ({error.why})"
                raise _TryAgainError(why, fault=MalformedAnswerError) from error
            raise

    def _request(self, url: str, kept: Kept | None, watch: Watch) -> Kept:
        """Take a turn, and ask. Raises _TryAgainError for what may pass, and EdgarErrors."""
        self._pace.wait()
        with self._answered(url, kept) as response:
            status = response.status_code
            if status == HTTPStatus.NOT_MODIFIED and kept:
                return kept
            if status == HTTPStatus.NOT_FOUND:
                raise UnknownFilerError(f"{url}: the SEC holds no facts of it; is the company's `cik` right?")
            if (
                status in (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
                or status >= HTTPStatus.INTERNAL_SERVER_ERROR
            ):
                said = _REFUSED if status == HTTPStatus.FORBIDDEN else f"HTTP {status}"
                raise _TryAgainError(said, _seconds(response.headers.get("Retry-After")))
            if status != HTTPStatus.OK:
                raise UnreachableError(
                    f"{url}: HTTP {status}, which the SEC does not answer with; is the address right?"
                )
            body = _read(response, self._patience.whole, watch)
            validators = Validators(url, response.headers.get("ETag"), response.headers.get("Last-Modified"))
            return Kept(body, validators)

    @contextmanager
    def _answered(self, url: str, kept: Kept | None) -> Iterator[httpx.Response]:
        """Open an answer; whatever breaks the connection, while it is read too, is worth another try."""
        try:
            with self._http.stream("GET", url, headers=kept.validators.headers if kept else {}) as response:
                yield response
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _TryAgainError(f"the connection failed ({error or type(error).__name__})") from error
        except httpx.InvalidURL as error:
            raise UnreachableError(f"{url}: {error}") from error


def _read(response: httpx.Response, whole: float, watch: Watch) -> bytes:
    """Read an answer to its end, part by part. Raises UnreachableError for what has none in sight."""
    of = int(response.headers.get("Content-Length") or 0)
    began, body = time.monotonic(), bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise UnreachableError(f"{response.url}: more than {MOST_BYTES:,} bytes, which is no answer of the SEC")
        if time.monotonic() - began > whole:
            raise _TryAgainError(f"it was not answered whole within {whole:g} seconds")
        if of:
            watch("asking the SEC", min(response.num_bytes_downloaded, of), of)
    return bytes(body)


def _seconds(retry_after: str | None) -> float | None:
    """Read a Retry-After: seconds, or a date; None where there is none that can be understood."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        then = parsedate_to_datetime(retry_after).astimezone(UTC)
    except (ValueError, OverflowError):  # OverflowError: a year that no calendar has
        return None
    return max(0.0, (then - datetime.now(UTC)).total_seconds())


def _cik(url: str) -> str:
    return url.rpartition("/CIK")[2].removesuffix(".json")
