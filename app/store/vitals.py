"""Vitals: what a PostgreSQL server tells of itself."""

from dataclasses import dataclass

from sqlalchemy import Engine, text

from app.store.faults import faults_explained

_ASKED = text("""
SELECT current_setting('server_version') AS version,
       current_setting('server_version_num')::int / 10000 AS major,
       (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()) AS encoding,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections,
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connected,
       pg_is_in_recovery() AS is_standby,
       has_schema_privilege(current_schema(), 'CREATE') AS may_create,
       extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float AS behind
""")


@dataclass(frozen=True, slots=True)
class Vitals:
    """Its version; connections that users may have, and how many are open; whether it is a standby, and how far behind.

    `behind` is in seconds since the newest change that a standby has seen was made, be there a newer one or not.
    """

    version: str
    major: int
    encoding: str
    connections: int
    connected: int
    is_standby: bool
    may_create: bool
    behind: float | None


def read_vitals(engine: Engine) -> Vitals:
    """Ask a server how it is. Raises StoreErrors."""
    with faults_explained(), engine.connect() as connection:
        return Vitals(**connection.execute(_ASKED).mappings().one())
