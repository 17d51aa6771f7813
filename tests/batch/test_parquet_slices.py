import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shuzi.batch.inputs import find_files
from shuzi.batch.parquet_slices import cut_parquet
from shuzi.batch.slices import Limits, Shelf
from shuzi.errors import DataSetError


def cut(path):
    return [*cut_parquet(next(find_files(str(path))), Limits(3, 1e9))]


def rows_of(tmp_path, columns):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=5)
    with Shelf() as shelf:
        return [row for each in cut(path) for row in each.load(shelf).to_pylist()]


def test_slices_together_are_the_column(tmp_path, pngs):
    rows = rows_of(tmp_path, {"n": range(8), "png": pngs})

    assert [row["content"] for row in rows] == pngs
    assert [row["key"] for row in rows] == [f"a.parquet/{number}" for number in range(8)]
    assert [each.pictures for each in cut(tmp_path / "a.parquet")] == [3, 2, 3]


def test_a_column_of_keys_names_the_pictures(tmp_path, pngs):
    rows = rows_of(tmp_path, {"key": [*"abcdefgh"], "png": pngs})

    assert "".join(row["key"] for row in rows) == "abcdefgh"


def test_pictures_may_stand_inside_a_column_as_others_have_them(tmp_path, pngs):
    images = [{"bytes": content, "path": None} for content in pngs[:7]] + [None]
    rows = rows_of(tmp_path, {"image": images, "thumbnail": pngs})

    assert [row["content"] for row in rows] == [*pngs[:7], None]
    assert rows[7]["error"] == "has no picture: its column is empty"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"text": ["a"]}, "no column of bytes: its columns text"),
        ({"a": [b"a"], "b": [b"b"]}, "more than one column of bytes: a, b"),
    ],
)
def test_a_file_of_another_schema_is_told(tmp_path, columns, said):
    with pytest.raises(DataSetError, match=said):
        rows_of(tmp_path, columns)


def test_names_that_are_no_text_are_told(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"image": [b"picture"]}), path, store_schema=False)
    path.write_bytes(path.read_bytes().replace(b"image", b"im\xf9ge"))
    with pytest.raises(DataSetError, match="no whole parquet file"):
        cut(path)


def test_a_damaged_file_is_told(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(DataSetError, match="no whole parquet file"):
        cut(tmp_path / "a.parquet")
