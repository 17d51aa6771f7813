"""The database of corrections: SQLite in a file, or whatever else a URL names."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session, undefer

from shuzi.corrections.crops import Crop
from shuzi.corrections.database import open_database
from shuzi.corrections.tables import CorrectionRow
from shuzi.errors import CorrectionsError
from shuzi.results import DIGITS

__all__ = ["Added", "Correction", "CorrectionStore", "NewCorrection"]

_AT_ONCE = 500  # crops in memory while all are gone through


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """What somebody says of a place.

    Attributes:
        crop: the place.
        value: the digit that stands there, 0 to 9; None where there is none.
        read: what had been read there, None where nothing had.
        confidence: of what had been read, 0 to 1; None where that is not known.
        model: name and version of the model that had read it; empty where that is not known.
    """

    crop: Crop
    value: int | None
    read: int | None = None
    confidence: float | None = None
    model: str = ""

    def __post_init__(self) -> None:
        for digit in (self.value, self.read):
            if digit is not None and not 0 <= digit < DIGITS:
                raise ValueError(f"{digit} is no digit; allowed: 0 to 9, or None")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence is {self.confidence}; allowed: 0 to 1")


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as it is kept; see :class:`NewCorrection` for what is not told here.

    Attributes:
        id: its number, never given to another.
        created: when it was made, in UTC.
        sha256: of the crop's size and pixels, in hex.
    """

    id: int
    value: int | None
    read: int | None
    confidence: float | None
    model: str
    created: datetime
    sha256: str

    @classmethod
    def of(cls, row: CorrectionRow) -> Self:
        """The correction that a row of the table holds."""
        return cls(row.id, row.value, row.read, row.confidence, row.model, row.created, row.sha256)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a correction that was added.

    Attributes:
        correction: as it is kept now.
        duplicate: whether the same crop was there already, with the same value.
    """

    correction: Correction
    duplicate: bool


class CorrectionStore:
    """Keeps corrections, a crop once; one store may be used from several threads."""

    def __init__(self, url: str | None = None) -> None:
        """Open the database, or make it, and bring it to the newest version.

        Args:
            url: as SQLAlchemy has it, ``sqlite:///corrections.db`` for one; where none is given,
                what ``SHUZI_DATABASE_URL`` says, or else a file in :func:`shuzi.home.home`.

        Raises:
            CorrectionsError: it cannot be opened or brought up to date.
        """
        self._engine: Engine = open_database(url)

    @property
    def place(self) -> str:
        """Where the corrections are, a password left out."""
        url = self._engine.url
        return url.database or url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def add(self, new: NewCorrection) -> Added:
        """Keep a correction; once this returns, it survives a crash of the process.

        Where the same crop is there with another value, it is replaced.

        Raises:
            CorrectionsError: the database fails.
        """
        try:
            with self._session() as session:
                row = _row(new)
                session.add(row)
                session.flush()
                return Added(Correction.of(row), duplicate=False)
        except IntegrityError:  # this crop is known
            return self._correct_again(new)

    def newest(self, limit: int, before: int | None = None) -> list[Correction]:
        """The newest corrections, the newest first.

        Args:
            limit: so many at most.
            before: only those whose ids are smaller.

        Raises:
            CorrectionsError: the database fails.
        """
        chosen = select(CorrectionRow).order_by(CorrectionRow.id.desc()).limit(limit)
        if before is not None:
            chosen = chosen.where(CorrectionRow.id < before)
        with self._session() as session:
            return [Correction.of(row) for row in session.scalars(chosen)]

    def count(self) -> int:
        """How many there are.

        Raises:
            CorrectionsError: the database fails.
        """
        with self._session() as session:
            return session.scalar(select(func.count(CorrectionRow.id))) or 0

    def picture(self, number: int) -> bytes | None:
        """The crop of a correction, a PNG; None where there is no such correction.

        Raises:
            CorrectionsError: the database fails.
        """
        with self._session() as session:
            return session.scalar(select(CorrectionRow.picture).where(CorrectionRow.id == number))

    def with_pictures(self) -> Iterator[tuple[Correction, bytes]]:
        """All corrections with their crops, PNG, in the order of their ids.

        Raises:
            CorrectionsError: the database fails.
        """
        last = 0
        while rows := self._rows_after(last):
            for row in rows:
                yield Correction.of(row), row.picture
            last = rows[-1].id

    def delete(self, number: int) -> bool:
        """Forget one correction; whether there was one.

        Raises:
            CorrectionsError: the database fails.
        """
        with self._session() as session:
            row = session.get(CorrectionRow, number)
            if row is not None:
                session.delete(row)
            return row is not None

    def delete_all(self) -> None:
        """Forget all corrections.

        Raises:
            CorrectionsError: the database fails.
        """
        with self._session() as session:
            session.execute(delete(CorrectionRow))

    def _correct_again(self, new: NewCorrection) -> Added:
        with self._session() as session:
            known = select(CorrectionRow).where(CorrectionRow.sha256 == new.crop.sha256)
            row = session.scalars(known).one_or_none()
            if row is None:  # it has just been deleted
                return self.add(new)
            duplicate = row.value == new.value
            if not duplicate:
                row.value, row.read, row.created = new.value, new.read, _now()
                row.confidence, row.model = new.confidence, new.model
            session.flush()
            return Added(Correction.of(row), duplicate)

    def _rows_after(self, number: int) -> Sequence[CorrectionRow]:
        chosen = select(CorrectionRow).options(undefer(CorrectionRow.picture))
        chosen = chosen.where(CorrectionRow.id > number).order_by(CorrectionRow.id).limit(_AT_ONCE)
        with self._session() as session:
            return session.scalars(chosen).all()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """One transaction; what the block did is on the disk when it ends."""
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                yield session
        except IntegrityError:
            raise
        except DatabaseError as error:
            raise CorrectionsError(
                self.place, f"the database fails ({error.orig})", "see to the disk or the server"
            ) from error


def _row(new: NewCorrection) -> CorrectionRow:
    return CorrectionRow(
        sha256=new.crop.sha256,
        value=new.value,
        read=new.read,
        confidence=new.confidence,
        model=new.model,
        created=_now(),
        picture=new.crop.png,
    )


def _now() -> datetime:
    return datetime.now(tz=UTC)
