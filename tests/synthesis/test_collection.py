import csv
import json

import numpy as np
import pytest
from PIL import Image

from shuzi.folders import open_folder
from shuzi.synthesis.collection import Collection, write_collection

each_kind = pytest.mark.parametrize("kind", ["digits", "lines", "pages", "tables"])


@each_kind
def test_a_picture_depends_on_seed_and_number_alone(samples, kind):
    collection = Collection(kind, 3, height=20, samples=samples)
    backwards = [collection[number] for number in (2, 1, 0)][::-1]
    for number, page in enumerate(backwards):
        again = Collection(kind, 3, height=20, samples=samples)[number]
        np.testing.assert_array_equal(page.picture, again.picture)
        assert (page.text, page.boxes) == (again.text, again.boxes)
    other = Collection(kind, 4, height=20, samples=samples)[0]
    assert other.picture.shape != backwards[0].picture.shape or (
        (other.picture != backwards[0].picture).any()
    )


def test_each_kind_holds_what_it_is_called():
    digits, lines, pages = (
        [Collection(kind, 1, height=16)[number].text for number in range(25)]
        for kind in ("digits", "lines", "pages")
    )
    assert all(len(text) == 1 for text in digits)
    assert len(set(digits)) > 5
    assert all(1 <= len(text) <= 10 and text.isdecimal() for text in lines)
    assert len({len(text) for text in lines}) > 3
    assert sum("\n" in text for text in pages) > 15


@each_kind
def test_what_is_written_is_a_data_set_with_boxes(tmp_path, kind):
    steps = []
    collection = Collection(kind, 2, height=16)
    write_collection(collection, 4, tmp_path, steps.append)

    assert sum(steps) == 4
    items = open_folder(tmp_path).items
    assert [item.path.name for item in items] == [f"{number:05}.png" for number in range(4)]
    with (tmp_path / "labels.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["file", "text", "boxes"]
    for number, item in enumerate(items):
        page = collection[number]
        assert item.text == page.text.replace("\n", " ")
        with Image.open(item.path) as picture:
            np.testing.assert_array_equal(np.asarray(picture), page.picture)
        boxes = json.loads(item.extra["boxes"])
        assert [box[:4] for box in boxes] == [box.to_list() for box in page.boxes]
        assert "".join(str(box[4]) for box in boxes) == item.text.replace(" ", "")
