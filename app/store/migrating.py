"""Migrating: bringing a database's schema to the version that this code speaks."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.shipped import shipped
from app.store.faults import OlderDatabaseError, UnusableDatabaseError, WrongVersionError, faults_explained
from app.store.file import NOT_OURS


def migrate(engine: Engine) -> None:
    """Create or upgrade the schema, as one transaction where the database allows it.

    Raises WrongVersionError for a database that a newer version of this code made.
    """
    with faults_explained(), engine.begin() as connection:
        check_not_newer(connection)
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_version(connection: Connection) -> None:
    """Raise WrongVersionError unless the schema is exactly the one that this code speaks.

    Raises UnusableDatabaseError for a database that migrations never made.
    """
    check_not_newer(connection)
    version = _version(connection)
    if version is None:
        raise UnusableDatabaseError(NOT_OURS)
    if version != newest_version():
        raise OlderDatabaseError("the database is older than this program; run `rivalry load` to upgrade it")


def check_not_newer(connection: Connection) -> None:
    """Raise WrongVersionError for a schema version that this code has never heard of."""
    version = _version(connection)
    if version is not None and version not in {script.revision for script in _scripts().walk_revisions()}:
        raise WrongVersionError(
            f"the database is newer than this program (schema {version}); install the newer version"
        )


def alembic_config() -> Config:
    """Return Alembic's configuration, made in code so that it works from a wheel in any folder."""
    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")))
    return config


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_version() -> str | None:
    """Return the schema version that this code speaks."""
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())
