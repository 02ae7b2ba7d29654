"""A cache in front of everything: what was answered once is answered again without asking anybody."""

from time import monotonic
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.holding import held_back
from app.api.looking import is_done_within
from app.api.middleware.answers import Answer, KeptAnswers, Key, Spelling, marks_of, tagged
from app.api.middleware.encoding import chosen_encoding
from app.api.origin import Outside
from app.store.faults import UnusableDatabaseError
from app.store.reader import Reader

COVERED = ("/v1/", "/problems/", "/openapi.json", "/widgets.", "/assets/", "/embed.js", "/docs", "/sources")

NAMING_US = ("/embed/", "/oembed", "/robots.txt", "/sitemap.xml", "/llms.txt")
"""What has absolute links in it, as the front page has: covered too, by an answer for each origin."""

PLAIN = ("/docs", "/sources", "/widgets.", "/embed.js", "/assets/", "/robots.txt", "/sitemap.xml", "/llms.txt")
"""What reads no query, as the front page does not: one answer, whatever others put behind links to it. To make a page
anew for every visitor's own `fbclid` would hold up everybody else."""

UNCHANGING = ("/problems/", "/openapi.json", "/docs", "/widgets.", "/assets/", "/embed.js")
"""What is the same whatever the dataset holds, so that it is never stale."""

STREAMED = "/v1/export/"
"""What is sent while it is read: never held back, and with tags of its own."""

PACKED = ".png"
"""What is compressed by its own format, and gains nothing by an encoding."""

STALE_FACTOR = 10
"""For how many times max-age a cache may show an answer while it asks for a newer one (RFC 5861)."""

FOUND = "rivalry.found"
"""Where the scope of a request says how its answer was found: `hit`, `miss`, or `stale`; nothing where it passed."""

STALE_IF_ERROR = 86_400
"""Seconds, a day, for which a cache may go on showing an answer while we answer nothing but errors (RFC 5861): it says
which revision it is of, and an older revision is better than none until somebody has been woken."""

PATIENCE_SECONDS = 0.25
"""How long before the word on the newest revision is too old we begin to look for another; and how long, from then on,
a request may be kept waiting for it. So none waits where requests come all the time."""

GLANCE_SECONDS = 0.02
"""How often, while somebody looks and the word still holds, it is seen whether there is another."""

GRACE_SECONDS = 0.5
"""For how long beyond `reader.seconds` the newest revision may be unknown before answers are marked as stale."""

MOST_PATIENCE_SECONDS = 5
"""How long a request waits where no old word will do, for `reader.seconds` is 0."""

NO_BODY: Message = {"type": "http.response.body", "body": b""}


class ResponseCache:
    """Answers what was asked before, and gives every 200 of what is COVERED its ETag, encoding and Cache-Control.

    Stands in front of the whole app: an answer depends on its revision, path, query and encoding only, so that finding
    it again costs no routing. The revision is asked for anew before the reader's word on it is `reader.seconds` old;
    everything of another one is given up, so that no two revisions are ever mixed. While nobody can tell which is the
    newest, what is kept goes on being answered, without waiting for anybody, and is soon marked as stale. HEAD is
    answered from GET, and If-None-Match with 304 (RFC 9110, 9.3.2 and 13.1.2). Whatever is not a 200 passes and is
    never kept.

    What has absolute links in it is kept once for each origin. Unless that is set, a client says what it is, so that
    no other client, nor a cache that they share, may be given the answer.
    """

    def __init__(self, app: ASGIApp, *, reader: Reader, kept: KeptAnswers, outside: Outside) -> None:
        """Wrap an app."""
        self.app, self.reader, self.kept, self.outside = app, reader, kept, outside
        max_age = outside.max_age
        on_error = f"stale-if-error={STALE_IF_ERROR}"
        self.cache_control = f"public, max-age={max_age}, stale-while-revalidate={max_age * STALE_FACTOR}, {on_error}"
        self.stale_control = f"max-age={min(max_age, 1)}, {on_error}"
        self.naming_us = self.cache_control if outside.public_url else f"private, max-age={max_age}"
        self._edition = reader.edition
        self._due = 0.0
        self._fresh = reader.seconds - min(reader.seconds / 2, PATIENCE_SECONDS)
        self._patience = PATIENCE_SECONDS if reader.seconds else MOST_PATIENCE_SECONDS
        self._waits = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        accepted, if_none_match = b"", b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = accepted + b"," + value if accepted else value
            elif name == b"if-none-match":
                if_none_match = if_none_match + b"," + value if if_none_match else value
        spelling = (scope["path"], scope["query_string"], accepted)
        answer = self.kept.by_spelling.get(spelling)
        method = scope["method"]
        if answer is None or method not in ("GET", "HEAD") or monotonic() >= self._due:
            answer = await self._look_for(spelling, scope, receive, send)
            if answer is None:
                return None
        else:
            self.kept.hits += 1
            answer.used = True
            scope[FOUND] = "hit"
        if if_none_match and matches(if_none_match.decode("latin-1"), answer.tag):
            await send(answer.unchanged)
            return await send(NO_BODY)
        await send(answer.start)
        return await send(answer.body if method == "GET" else NO_BODY)

    async def _look_for(self, spelling: Spelling, scope: Scope, receive: Receive, send: Send) -> Answer | None:
        """Find an answer or let the app give it; None where it passes, since it is none that is ever kept."""
        path, query, accepted = spelling
        is_front = path == "/"
        names_us = is_front or path.startswith(NAMING_US)
        is_covered = names_us or (path.startswith(COVERED) and not path.startswith(STREAMED))
        if not is_covered or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return None
        is_of_a_revision = not path.startswith(UNCHANGING)
        if is_of_a_revision and monotonic() >= self._due:
            await self._catch_up()
        place = self.outside.origin(scope) + path if names_us else path
        encoding = "identity" if path.endswith(PACKED) else chosen_encoding(accepted)
        key: Key = (place, b"" if is_front or path.startswith(PLAIN) else canonical(query), encoding)
        begun = monotonic()
        answer = self.kept.find(key)
        if answer is None:
            self.kept.misses += 1
            how = "fwd=miss"
            answer = await self._answer_first(key, scope, receive, send)
            scope[FOUND] = "miss" if answer else "pass"
        else:
            self.kept.hits += 1
            how = "hit"
            answer.used = True
            scope[FOUND] = "hit"
        if not names_us:
            self.kept.know(spelling, key)
        # to compute an answer, or to draw it, may take longer than the word on its revision holds: that is no fault
        unknown_for = begun - self.reader.newest.since - self.reader.seconds - GRACE_SECONDS
        if answer and is_of_a_revision and self._edition and unknown_for > 0:
            scope[FOUND] = "stale"
            return answer.stale(marks_of(self._reason, how=how, seconds=unknown_for), self.stale_control)
        return answer

    async def _catch_up(self) -> None:
        """Let somebody ask which revision is the newest, and wait for the word where the last one is too old.

        Nobody waits for long, and after somebody has waited in vain, nobody waits until the word has come.
        """
        newest, now = self.reader.newest, monotonic()
        self._due = 0.0
        if now >= newest.since + self._fresh:
            asked = newest.begin()
            if now < newest.since + self.reader.seconds:
                self._due = now + GLANCE_SECONDS
            elif self._waits:
                await is_done_within(asked, newest.begun + self._patience - now)
            self._waits = asked.done() and (self._waits or newest.fault is None)
        self._adopt()
        if newest.fault is None:
            self._due = max(self._due, newest.since + self._fresh)

    @property
    def _reason(self) -> str:
        """The code of what keeps us from knowing the newest revision."""
        return getattr(self.reader.newest.fault, "code", UnusableDatabaseError.code)

    def _adopt(self) -> None:
        if self._edition != self.reader.edition:
            self._edition = self.reader.edition
            self.kept.forget()

    async def _answer_first(self, key: Key, scope: Scope, receive: Receive, send: Send) -> Answer | None:
        """Let the app answer, and keep the answer; None where it is not a 200, which is sent at once."""
        path, query, encoding = key
        before = self.reader.edition
        plain = self.kept.find((path, query, "identity"))
        if plain is None:
            start, body = await held_back(self.app, {**scope, "method": "GET"}, receive)
            if start["status"] != 200:  # noqa: PLR2004  the status that the class is about
                await send(start)
                await send({**NO_BODY, "body": body if scope["method"] == "GET" else b""})
                return None
            headers = MutableHeaders(raw=list(start["headers"]))
            headers.setdefault("Cache-Control", self.cache_control if path.startswith("/") else self.naming_us)
            headers["Vary"] = "Accept-Encoding"
            plain = tagged({**start, "headers": headers.raw}, body)
        answer = plain.in_encoding(encoding)
        self._adopt()
        if before is not None and before == self._edition and self.reader.newest.fault is None:
            # else nobody knows which revision it is of, or it may say that nothing can be read
            self.kept.keep((path, query, "identity"), plain)
            self.kept.keep(key, answer)
        return answer


def canonical(query: bytes) -> bytes:
    """Spell a query in the one way that all with the same parameters share, in whatever order they stand.

    What stands between two `&` and is empty is no parameter, however many there are.
    """
    if b"%" in query or b"+" in query:
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        return urlencode(sorted(pairs), safe=",:", errors="surrogateescape").encode()
    return b"&".join(sorted(filter(None, query.split(b"&")))) if b"&" in query else query


def matches(if_none_match: str, tag: str) -> bool:
    """Whether a header's list of tags, compared weakly, or its `*` names the answer."""
    asked = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return tag in asked or asked == ["*"]
