"""The database under the corrections, opened and brought to the newest version."""

import os
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from shuzi.errors import CorrectionsError
from shuzi.home import home

__all__ = ["URL_VARIABLE", "open_database"]

URL_VARIABLE = "SHUZI_DATABASE_URL"
"""This variable names the database where no other is named."""

_FILE = "corrections.db"
_MIGRATIONS = Path(__file__).parent / "migrations"
_WAIT_MS = 5_000  # for another process that writes
_PRAGMAS = (
    "journal_mode = WAL",  # who reads does not wait for who writes
    "synchronous = FULL",  # what was acknowledged is on the disk
    "secure_delete = ON",  # what was deleted is overwritten: it may be private
    f"busy_timeout = {_WAIT_MS}",
)
_REMEDY = f"name another in {URL_VARIABLE}, such as sqlite:////home/me/corrections.db"


def open_database(url: str | None = None) -> Engine:
    """Open a database, or make it, with the newest tables.

    Args:
        url: as SQLAlchemy has it; where none is given, what ``SHUZI_DATABASE_URL`` says, or else
            a file in :func:`shuzi.home.home`.

    Raises:
        CorrectionsError: it cannot be opened or brought up to date.
    """
    where = _where(url or os.environ.get(URL_VARIABLE) or None)
    subject = where.render_as_string(hide_password=True)
    try:
        engine = _engine(where)
        _bring_up_to_date(engine)
    except ModuleNotFoundError as error:
        raise CorrectionsError(
            subject, f"needs the package {error.name}", f"install it with pip, or {_REMEDY}"
        ) from error
    except (ArgumentError, CommandError, DatabaseError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise CorrectionsError(subject, f"cannot be opened ({cause})", _REMEDY) from error
    return engine


def _where(url: str | None) -> URL:
    if url is None:
        return URL.create("sqlite", database=str(home() / _FILE))
    try:
        return make_url(url)
    except ArgumentError as error:
        raise CorrectionsError("the database's URL", "is not one", _REMEDY) from error


def _engine(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _prepare)
    return engine


def _bring_up_to_date(engine: Engine) -> None:
    try:
        with engine.begin() as connection:
            config = Config(attributes={"connection": connection})
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            config.set_main_option("path_separator", "os")
            command.upgrade(config, "head")
    except BaseException:
        engine.dispose()
        raise


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401  of whichever driver is in use
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
