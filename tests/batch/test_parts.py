import errno

import pyarrow.parquet as pq
import pytest

from shuzi.batch import parts
from shuzi.batch.parts import Record, is_part_name, write_part
from shuzi.batch.plan import make_plan
from shuzi.batch.rows import rows_of_readings
from shuzi.errors import OutputError

ROWS = rows_of_readings([("a", "one"), ("b", "two")], "m 1")


@pytest.fixture
def portion(folder):
    return next(make_plan(str(folder)).portions())


def test_a_part_is_what_was_given_and_its_record_says_so(tmp_path, portion):
    record = write_part(tmp_path, portion, ROWS)

    assert pq.read_table(tmp_path / "part-000000.parquet") == ROWS
    assert (record.rows, record.pictures, record.errors, record.digits) == (2, 8, 2, 0)
    assert record.is_whole(tmp_path)
    assert Record.from_dict(record.to_dict()) == record


def test_the_same_rows_make_the_same_bytes(tmp_path, portion):
    assert write_part(tmp_path, portion, ROWS) == write_part(tmp_path, portion, ROWS)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path, portion, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(parts, "write_bytes", full)
    with pytest.raises(OutputError, match=r"No space left on device.*what is done is kept"):
        write_part(tmp_path, portion, ROWS)
    assert not (tmp_path / "part-000000.parquet").exists()


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("part-000012.parquet", True),
        ("part-1234567.parquet", True),
        ("part-.parquet", False),
        ("part-one.parquet", False),
        ("000012.parquet", False),
    ],
)
def test_parts_are_known_by_their_names(name, is_one):
    assert is_part_name(name) is is_one
