"""The table of corrections. Whoever changes it adds a migration."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Double, LargeBinary, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = ["MODEL_LETTERS", "Base", "CorrectionRow"]

MODEL_LETTERS = 200
"""No model's name and version is longer."""

_SHA256_LETTERS = 64


class _Utc(TypeDecorator[datetime]):
    """A moment in UTC: SQLite forgets the zone, and PostgreSQL tells it in another."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What alembic compares the database with."""


class CorrectionRow(Base):
    """One correction; see :class:`shuzi.corrections.store.Correction` for what each column says."""

    __tablename__ = "corrections"
    # An id is never given twice: who still has one of a deleted correction must not meet another.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012  SQLAlchemy declares it so

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(_SHA256_LETTERS), unique=True)
    value: Mapped[int | None]
    read: Mapped[int | None]
    confidence: Mapped[float | None] = mapped_column(Double)
    model: Mapped[str] = mapped_column(String(MODEL_LETTERS))
    created: Mapped[datetime] = mapped_column(_Utc)
    picture: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
