"""Tests of loading pictures, wherever they come from."""

import io

import numpy as np
import pytest
from PIL import Image

from shuzi import pictures
from shuzi.errors import PictureError
from shuzi.pictures import list_folder, load, load_pages, read_content


@pytest.fixture
def grey():
    return np.random.default_rng(0).integers(0, 256, (30, 40), np.uint8)


def encoded(image, kind="PNG", **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def test_path_text_bytes_array_and_image_give_the_same_picture(tmp_path):
    colours = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
    image = Image.fromarray(colours)
    path = tmp_path / "a.png"
    image.save(path)
    loaded = [load(source) for source in (path, str(path), path.read_bytes(), colours, image)]
    for picture in loaded:
        np.testing.assert_array_equal(picture.grey, loaded[0].grey)
        assert picture.page == 1
    assert [picture.file for picture in loaded] == [str(path), str(path), "", "", ""]


def test_an_image_given_stays_at_its_frame(grey):
    sheets = [Image.fromarray(grey), Image.fromarray(grey[::-1])]
    content = encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    with Image.open(io.BytesIO(content)) as image:
        image.seek(1)
        np.testing.assert_array_equal(load(image).grey, grey[::-1])
        assert image.tell() == 1


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(PictureError, match=r"missing.png.*No such file"):
        load(tmp_path / "missing.png")
    with pytest.raises(PictureError, match="Is a directory"):
        load(tmp_path)
    empty = tmp_path / "empty.jpg"
    empty.touch()
    with pytest.raises(PictureError, match=r"empty.jpg: is empty: 0 bytes"):
        load(empty)


@pytest.mark.parametrize("name", ["photo.png", "photo.pdf", "photo.txt", "photo"])
def test_what_a_file_holds_counts_and_not_its_suffix(tmp_path, grey, name):
    path = tmp_path / name
    path.write_bytes(encoded(Image.fromarray(grey), "WEBP", lossless=True))
    np.testing.assert_allclose(load(path).grey, grey, atol=2)


def test_a_name_that_no_file_can_have_is_named():
    with pytest.raises(PictureError, match=r"cannot be read .*null byte"):
        load("a\0.png")


def test_a_text_called_a_picture_is_named_and_what_to_do(tmp_path):
    path = tmp_path / "notes.png"
    path.write_text("buy milk\n" * 100)
    with pytest.raises(PictureError) as caught:
        load(path)
    assert caught.value.subject == str(path)
    assert "convert it to PNG or JPEG" in caught.value.remedy


def test_files_too_large_for_any_picture_are_not_read_to_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 1_000)
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\0" * 1_001)
    with pytest.raises(PictureError, match=r"film.mp4: has more than 1,000 bytes"):
        load(path)
    assert len(read_content(io.BytesIO(b"\0" * 1_000), "all of it")) == 1_000


def test_content_may_be_given_a_name(grey):
    content = encoded(Image.fromarray(grey))
    assert next(load_pages(content, name="upload.png")).file == "upload.png"
    with pytest.raises(PictureError, match=r"^upload.png: is damaged"):
        next(load_pages(content[:-40], name="upload.png"))


def test_every_page_is_turned(grey):
    sheets = [Image.fromarray(grey), Image.fromarray(grey)]
    content = encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    for page in load_pages(content, rotate=90):
        np.testing.assert_array_equal(page.grey, np.rot90(grey, -1))


def test_a_folder_lists_its_pictures_by_name(tmp_path):
    for name in ("b.PNG", "a.jpg", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in list_folder(tmp_path)] == ["a.jpg", "b.PNG"]
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(PictureError, match="holds no pictures"):
        list_folder(empty)
