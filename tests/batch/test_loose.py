from shuzi.batch.inputs import InputFile, find_files
from shuzi.batch.loose import cut_loose
from shuzi.batch.slices import Limits, Shelf


def files(tmp_path, *sizes):
    return [
        InputFile(tmp_path / str(number), str(number), "picture", size, 0)
        for number, size in enumerate(sizes)
    ]


def test_slices_hold_no_more_than_they_may(tmp_path):
    cut = cut_loose(files(tmp_path, 5, 5, 1, 50, 1, 1, 1), Limits(3, 10))

    assert [[file.size for file in each.files] for each in cut] == [[5, 5], [1], [50], [1, 1, 1]]


def test_contents_are_loaded_and_what_is_missing_is_told_in_its_place(folder, pngs):
    (slice_,) = cut_loose(find_files(str(folder)), Limits(100, 1e9))
    (folder / "1.png").unlink()
    with Shelf() as shelf:
        rows = slice_.load(shelf).to_pylist()

    assert [row["content"] for row in rows] == [pngs[0], None, *pngs[2:]]
    assert "1.png: cannot be read (No such file or directory)" in rows[1]["error"]
    assert slice_.size == sum(map(len, pngs))
