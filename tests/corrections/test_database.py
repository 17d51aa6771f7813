import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from shuzi.corrections.database import open_database
from shuzi.corrections.tables import Base
from shuzi.errors import CorrectionsError


@pytest.fixture
def engine(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'new' / 'corrections.db'}")
    yield opened
    opened.dispose()


def test_the_migrations_make_the_tables_that_the_code_uses(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == "0001"
        assert compare_metadata(context, Base.metadata) == []


def test_what_was_acknowledged_survives_a_crash_and_what_was_deleted_is_overwritten(engine):
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "secure_delete")
        }

    full, on = 2, 1
    assert found == {"journal_mode": "wal", "synchronous": full, "secure_delete": on}


def test_the_variable_names_the_database(tmp_path, monkeypatch):
    monkeypatch.setenv("SHUZI_DATABASE_URL", f"sqlite:///{tmp_path / 'named.db'}")
    open_database().dispose()

    assert (tmp_path / "named.db").is_file()


def test_without_it_the_home_has_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SHUZI_DATABASE_URL", raising=False)
    monkeypatch.setenv("SHUZI_HOME", str(tmp_path / "shuzi"))
    open_database().dispose()

    assert (tmp_path / "shuzi" / "corrections.db").is_file()


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, " * 100)

    with pytest.raises(CorrectionsError, match=r"letter\.db: cannot be opened"):
        open_database(f"sqlite:///{path}")


def test_a_database_of_a_newer_version_is_told(tmp_path):
    path = tmp_path / "newer.db"
    open_database(f"sqlite:///{path}").dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    with pytest.raises(CorrectionsError, match="9999"):
        open_database(f"sqlite:///{path}")


def test_what_is_no_url_is_told():
    with pytest.raises(CorrectionsError, match="is not one"):
        open_database("nonsense")


def test_a_missing_driver_is_told_without_the_password():
    with pytest.raises(CorrectionsError, match="needs the package") as raised:
        open_database("mysql+pymysql://me:secret@host/name")

    assert "secret" not in str(raised.value)
