import cv2
import numpy as np
import pytest

import shuzi
from shuzi.errors import DataSetError
from shuzi.training.learning.lessons import FEWEST, Lessons, open_lessons


@pytest.fixture(scope="module")
def reader():
    return shuzi.Reader("tiny")


def save(folder, pictures):
    """A data-set folder of pictures with their texts."""
    folder.mkdir()
    rows = ["file,text"]
    for number, (image, text) in enumerate(pictures):
        cv2.imwrite(str(folder / f"{number}.png"), 255 - image)
        rows.append(f"{number}.png,{text}")
    (folder / "labels.csv").write_text("\n".join(rows))
    return folder


def test_corrections_are_seen_as_the_network_sees_them(tmp_path, reader, known):
    texts = [*map(str, known.labels[: FEWEST - 1]), ""]
    folder = save(tmp_path / "mine", zip(known.images, texts, strict=False))

    lessons = open_lessons(folder, reader)

    assert lessons.labels.tolist() == [*known.labels[: FEWEST - 1], 10]
    (digit,) = reader.classify([folder / "0.png"])
    assert lessons.images[0].tobytes() == digit.frame


def test_what_shows_no_ink_is_left_out_and_too_few_are_told_of(tmp_path, reader, known):
    blank = np.zeros((28, 28), np.uint8)
    pictures = [*zip(known.images[: FEWEST - 1], "0" * (FEWEST - 1), strict=True), (blank, "")]
    folder = save(tmp_path / "mine", pictures)

    with pytest.raises(DataSetError, match="what you said: holds 19 corrections"):
        open_lessons(folder, reader, "what you said")


def test_a_picture_of_a_number_is_refused(tmp_path, reader, known):
    with pytest.raises(DataSetError, match="one digit or none"):
        open_lessons(save(tmp_path / "mine", [(known.images[0], "12")]), reader)


def test_a_quarter_is_held_back_and_the_seed_says_which(known):
    one, same, other = (Lessons.split(known, seed) for seed in (1, 1, 2))

    assert (len(one.learnt), len(one.held_back)) == (150, 50)
    assert (one.held_back.images == same.held_back.images).all()
    assert (one.held_back.images != other.held_back.images).any()
    both = np.concatenate([one.learnt.images, one.held_back.images])
    assert {image.tobytes() for image in both} == {image.tobytes() for image in known.images}
