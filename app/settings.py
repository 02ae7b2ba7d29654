"""Every setting, read from environment variables that start with RIVALRY_."""

import os
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.domain.nearest import nearest

PREFIX = "RIVALRY_"
"""What the name of every setting begins with."""

_ORIGIN = re.compile(r"https?://[\w.-]+(:\d{1,5})?|https?://\[[\da-f:.]+\](:\d{1,5})?", re.ASCII | re.IGNORECASE)
_COLLECTOR = re.compile(r"(?:https?://(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?)(?:/[\w./-]*)?", re.ASCII | re.IGNORECASE)
_IN_NO_TIME = re.compile(r"(/|per)\s*0+\s*[a-z]", re.IGNORECASE)  # which `limits` takes for one second, minute or so
_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_LONGEST_AGENT = 200
_ANCESTOR = re.compile(
    r"\*|'self'|https?:|(https?://(\*\.)?[\w.-]+|(\*\.)?[\w-]+(\.[\w-]+)+|localhost)(:(\d{1,5}|\*))?",
    re.ASCII | re.IGNORECASE,
)
_HOST = re.compile(r"(\*\.)?[\w-]+(\.[\w-]+)*|[\da-f:]*:[\da-f:.]*", re.ASCII)

Network = IPv4Network | IPv6Network


def _origin(text: str | None) -> str | None:
    """Take an address that says how a server is reached and nothing else, without a slash at its end.

    What is no port and no address of IPv6 the standard library says in its own words.
    """
    if text is None:
        return None
    origin = text.removesuffix("/").lower()
    if not _ORIGIN.fullmatch(origin) or urlsplit(origin).port == 0:
        raise ValueError("it is scheme, host and port alone, as in https://facts.example")
    return origin


def _ancestors(text: str) -> str:
    """Take a list of sources as the directive frame-ancestors of a Content-Security-Policy has it."""
    sources = text.split()
    if sources == ["'none'"]:
        return "'none'"
    if not sources or not all(map(_ANCESTOR.fullmatch, sources)):
        raise ValueError("it is *, 'none', or 'self' and origins with blanks between, as in 'self' https://*.example")
    return " ".join(sources)


def _listed(text: object) -> object:
    """Take a list apart that is written with commas."""
    return [part.strip() for part in text.split(",") if part.strip()] if isinstance(text, str) else text


def _network(text: object) -> object:
    """Take an address, or a network of them, that has no bits behind its mask."""
    try:
        return ip_network(text) if isinstance(text, str) else text
    except ValueError as error:
        raise ValueError(f"{error}; it is an address or a network, as in 10.0.0.7 or 10.0.0.0/8") from error


def _host(text: str) -> str:
    """Take the name or the address of a host, without a port."""
    if not _HOST.fullmatch(text.lower().strip("[]")):
        raise ValueError("it is the name of a host without scheme and port, as in facts.example or *.facts.example")
    return text.lower().strip("[]")


def _rates(text: str | None) -> str | None:
    """Take rates that ask for at least one request in at least a second."""
    if text is None or (all(rate.amount > 0 for rate in parse_many(text)) and not _IN_NO_TIME.search(text)):
        return text
    raise ValueError("no request, or no time, is no rate; it is as in 600/minute, or 20/second;600/minute")


def _collector(text: str | None) -> str | None:
    """Take the address of a collector, where what speaks to it is installed."""
    if text is None:
        return None
    if not _COLLECTOR.fullmatch(text):
        raise ValueError("it is the address of a collector, as in http://127.0.0.1:4318; secrets are OTEL_* variables")
    try:
        import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    except ModuleNotFoundError as error:
        raise ValueError(f"it needs {error.name}: pip install 'retail-rivalry[otel]'") from error
    return text


def _agents(wanted: bool | None) -> bool:  # noqa: FBT001  pydantic passes it so
    """Answer agents where what speaks to them is installed, unless that is set otherwise."""
    try:
        version("mcp")
    except PackageNotFoundError as error:
        if wanted:
            raise ValueError("it needs mcp: pip install 'retail-rivalry[mcp]'") from error
        return False
    return wanted is not False


def _folder(path: Path | None) -> Path | None:
    """Take a folder that is there, or can be made, and that files can be written to; that is tried, and undone.

    Rights alone do not tell: `root` has them everywhere, and yet makes no folder in /proc.
    """
    if path is None:
        return None
    try:
        path = path.expanduser()
        nearest = next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
    except (OSError, RuntimeError) as error:  # a folder that nobody may look into, and `~` of a user without a home
        raise ValueError(f"{path} cannot be found: {error}") from error
    try:
        with TemporaryDirectory(prefix=".rivalry-", dir=nearest):
            return path
    except OSError as error:
        raise ValueError(f"no files can be written to {nearest}: {error.strerror}") from error


def _agent(text: str | None) -> str | None:
    """Take a User-Agent that says how whoever asks can be reached, as the SEC wants it."""
    if text is None or (
        _CONTACT.search(text) and text.isascii() and text.isprintable() and len(text) <= _LONGEST_AGENT
    ):
        return text
    raise ValueError("it names who asks and an address for mail, in ASCII, as in Example Daily facts@example.com")


def _base(text: str) -> str:
    """Take the address of a server, with a path or without, without a slash at its end."""
    if not _COLLECTOR.fullmatch(text):
        raise ValueError("it is the address of a server, as in https://data.sec.gov")
    return text.rstrip("/")


class Settings(BaseSettings):
    """What an operator may set; README lists them all."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid")

    database_url: str = "sqlite:///rivalry.db"
    """Any SQLAlchemy URL; SQLite paths are relative to the folder that the program runs in."""

    read_database_url: str | None = None
    """Where answers are read from, a replica of RIVALRY_DATABASE_URL; None: from that itself."""

    cache_seconds: Annotated[int, Field(ge=0)] = 60
    """How long browsers and caches may use an answer before they ask again (Cache-Control max-age)."""

    cache_megabytes: Annotated[int, Field(ge=0)] = 64
    """How much memory a process gives to the answers that it keeps; 0 keeps none."""

    revision_seconds: Annotated[float, Field(ge=0, le=60)] = 0.5
    """For how long a process may answer from a revision before it asks whether there is a newer one."""

    public_url: Annotated[str | None, AfterValidator(_origin)] = None
    """Under which origin the service is reached from outside; None: under what a request calls it."""

    frame_ancestors: Annotated[str, AfterValidator(_ancestors)] = "*"
    """Who may frame the pages under /embed, as the directive of that name of a Content-Security-Policy has it."""

    trusted_hosts: Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], NoDecode, BeforeValidator(_listed)] = ()
    """Under which hosts requests are answered, `*.` in front for all below one; none: under all, and none is
    believed."""

    trusted_proxies: Annotated[
        tuple[Annotated[Network, BeforeValidator(_network)], ...], NoDecode, BeforeValidator(_listed)
    ] = ()
    """The addresses and networks of proxies whose X-Forwarded-For, -Proto and -Host are believed."""

    rate_limit: Annotated[str | None, AfterValidator(_rates)] = None
    """How many requests each client may make of a process, in the notation of the `limits` library; None: as many as
    it likes."""

    log_requests: bool = True
    """Whether each request has a line in the log."""

    metrics_folder: Annotated[Path | None, AfterValidator(_folder)] = None
    """Where processes of one machine put their numbers together; None: each tells its own."""

    otel_endpoint: Annotated[str | None, AfterValidator(_collector)] = None
    """The address of an OpenTelemetry collector that speaks OTLP over HTTP; None: nothing is traced."""

    mcp: Annotated[bool | None, AfterValidator(_agents), Field(validate_default=True)] = None
    """Whether agents are answered at /mcp, by the Model Context Protocol; None: where its SDK is installed."""

    edgar_agent: Annotated[str | None, AfterValidator(_agent)] = None
    """The User-Agent that the SEC is asked with, which names a contact; None: it is not asked."""

    edgar_url: Annotated[str, AfterValidator(_base)] = "https://data.sec.gov"
    """Where the SEC answers, or who stands in for it."""

    edgar_cache: Annotated[Path, AfterValidator(_folder), Field(validate_default=False)] = Path(
        "~/.cache/rivalry/edgar"
    )
    """Where its answers are kept, and where all processes that ask it take turns.

    Only what is given is looked at beforehand: who serves may have no home, and asks nobody.
    """

    @property
    def answers_from(self) -> str:
        """The URL of the database that answers are read from."""
        return self.read_database_url or self.database_url


def unknown_settings() -> Iterator[str]:
    """Name what is set, looks like a setting and is none, each with the setting that was likely meant.

    It is no mistake by itself: Kubernetes sets such names for each pod beside a service called `rivalry`.
    """
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            meant = nearest(name.upper().removeprefix(PREFIX), (each.removeprefix(PREFIX) for each in known))
            yield f"{name} is no setting" + (f"; did you mean {PREFIX}{meant}?" if meant else "")
