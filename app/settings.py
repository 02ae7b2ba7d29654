"""Every setting, read from environment variables that start with RIVALRY_."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set; README lists them all."""

    model_config = SettingsConfigDict(env_prefix="RIVALRY_", extra="forbid")

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

    @property
    def answers_from(self) -> str:
        """The URL of the database that answers are read from."""
        return self.read_database_url or self.database_url
