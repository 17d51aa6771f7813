import pytest

from shuzi.errors import DataSetError
from shuzi.folders import LabelledPicture, open_folder


@pytest.fixture
def labelled(tmp_path):
    """A folder with a picture beside labels.csv, one in images/, and the given lines."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").touch()
    (tmp_path / "b.png").touch()

    def labelled(content, encoding="utf-8"):
        (tmp_path / "labels.csv").write_text(content, encoding=encoding)
        return tmp_path

    return labelled


@pytest.fixture
def sorted_out(tmp_path):
    """A folder with the given files."""

    def sorted_out(*names):
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        return tmp_path

    return sorted_out


def test_labels_with_their_pictures_and_other_columns(labelled):
    path = labelled("writer,text,file\nann,7,a.png\n,12 034,b.png\nbob,,b.png\n")

    assert open_folder(path).items == (
        LabelledPicture(path / "images" / "a.png", "7", {"writer": "ann"}),
        LabelledPicture(path / "b.png", "12 034", {"writer": ""}),
        LabelledPicture(path / "b.png", "", {"writer": "bob"}),
    )


def test_beside_the_labels_comes_before_images(labelled):
    path = labelled("file,text\na.png,1\n")
    (path / "a.png").touch()

    assert open_folder(path).items[0].path == path / "a.png"


def test_a_picture_may_lie_deeper(labelled):
    path = labelled("file,text\nimages/a.png,1\n")

    assert open_folder(path).items[0].path == path / "images" / "a.png"


def test_labels_as_spreadsheets_save_them(labelled):
    path = labelled('file,text\r\n"a.png","1"\r\n', encoding="utf-8-sig")

    assert [picture.text for picture in open_folder(path).items] == ["1"]


BAD_LABELS = {
    "a letter": ("file,text\na.png,1\nb.png,x\n", r"labels\.csv, line 3: the text 'x' is not"),
    "two spaces": ("file,text\na.png,1  2\n", "'1  2' is not digits"),
    "a space at the end": ("file,text\na.png,1 \n", "'1 ' is not digits"),
    "a digit of another script": ("file,text\na.png,٣\n", "is not digits"),
    "a minus": ("file,text\na.png,-1\n", "'-1' is not digits"),
    "no picture": ("file,text\nc.png,1\n", r"line 2: the picture 'c\.png' is neither beside"),
    "no name": ("file,text\n,1\n", "the picture '' is neither"),
    "a way out": ("file,text\n../b.png,1\n", r"'\.\./b\.png' leads out of the folder"),
    "an absolute path": ("file,text\n/etc/passwd,1\n", "leads out of the folder"),
    "no column for the text": ("file,label\na.png,1\n", "has no column text; its columns are"),
    "no columns": ("a.png;1\n", "has no column file and no column text"),
    "nothing at all": ("", "has no column file"),
    "no rows": ("file,text\n", "holds no labelled picture"),
    "a short line": ("file,text\na.png\n", "line 2: has not as many fields"),
    "a long line": ("file,text\na.png,1,2\n", "line 2: has not as many fields"),
    "an open quote": ('file,text\n"a.png,1\n', "is not a CSV file"),
}


@pytest.mark.parametrize(("content", "cause"), BAD_LABELS.values(), ids=BAD_LABELS)
def test_bad_labels_are_named(labelled, content, cause):
    with pytest.raises(DataSetError, match=cause) as caught:
        open_folder(labelled(content))
    assert caught.value.remedy


def test_labels_in_another_encoding(labelled):
    with pytest.raises(DataSetError, match=r"labels\.csv: is not a CSV file in UTF-8"):
        open_folder(labelled("file,text,writer\na.png,1,Jürg\n", encoding="latin-1"))


def test_one_sub_folder_per_digit(sorted_out):
    path = sorted_out("7/b.png", "7/a.jpg", "0/c.png", "notes.txt", ".cache/x", "7/.hidden")

    assert open_folder(path).items == (
        LabelledPicture(path / "0" / "c.png", "0", {}),
        LabelledPicture(path / "7" / "a.jpg", "7", {}),
        LabelledPicture(path / "7" / "b.png", "7", {}),
    )


def test_labels_come_before_sub_folders(labelled):
    path = labelled("file,text\na.png,1\n")

    assert len(open_folder(path)) == 1


@pytest.mark.parametrize(
    ("names", "cause"),
    [
        (["a.png"], r"neither labels\.csv nor sub-folders named 0 to 9;"),
        (["1/a.png", "seven/b.png"], "named 0 to 9 only, but seven;"),
        (["10/a.png"], "named 0 to 9 only, but 10;"),
        (["1/deeper/a.png"], "is a folder among pictures"),
        (["1/.hidden"], "holds no labelled picture"),
    ],
)
def test_a_folder_that_is_sorted_otherwise(sorted_out, names, cause):
    with pytest.raises(DataSetError, match=cause):
        open_folder(sorted_out(*names))


def test_no_folder(tmp_path):
    with pytest.raises(DataSetError, match="missing: cannot be read"):
        open_folder(tmp_path / "missing")
    (tmp_path / "file").touch()
    with pytest.raises(DataSetError, match="file: cannot be read"):
        open_folder(tmp_path / "file")
