import numpy as np
import pytest

from shuzi.classifier import Classifier
from shuzi.training.cuttings import PER_LINE, cut_blanks, cut_from_lines, cut_singles

VALUES = np.arange(22) % 11


@pytest.fixture(scope="module")
def singles(samples):
    return cut_singles(VALUES, 5, samples)


@pytest.fixture(scope="module")
def from_lines(samples):
    return cut_from_lines(8, 5, samples)


def test_a_single_is_a_frame_of_what_was_asked_for(singles):
    assert singles.images.shape == (22, 28, 28)
    assert singles.images.dtype == singles.labels.dtype == np.uint8
    np.testing.assert_array_equal(singles.labels, VALUES)
    assert (singles.images.max(axis=(1, 2)) > 100).all()


def test_each_line_gives_as_many_characters(from_lines):
    assert from_lines.images.shape == (8 * PER_LINE, 28, 28)
    assert from_lines.labels.max() <= 10
    assert len(set(from_lines.labels.tolist())) > 5
    assert (from_lines.images.max(axis=(1, 2)) > 100).all()


@pytest.mark.parametrize("cut", ["singles", "lines"])
def test_frames_show_what_their_labels_say(samples, cut):
    values = np.tile(np.arange(10), 12)
    some = cut_singles(values, 1, samples) if cut == "singles" else cut_from_lines(40, 1, samples)
    digits = some.labels < 10
    likeliest = Classifier().probabilities(some.images[digits])[:, :10].argmax(axis=1)
    assert (likeliest == some.labels[digits]).mean() > 0.75


def test_any_range_of_them_may_be_made_by_itself(samples, singles, from_lines):
    part = cut_singles(VALUES[9:13], 5, samples, first=9)
    np.testing.assert_array_equal(part.images, singles.images[9:13])
    part = cut_from_lines(2, 5, samples, first=3)
    np.testing.assert_array_equal(part.images, from_lines.images[3 * PER_LINE : 5 * PER_LINE])
    np.testing.assert_array_equal(part.labels, from_lines.labels[3 * PER_LINE : 5 * PER_LINE])
    assert (cut_singles(VALUES, 6, samples).images != singles.images).any()


def test_what_is_found_in_empty_places_is_no_digit_and_no_upright_stroke():
    blanks = cut_blanks(12, 5)
    assert (blanks.labels == 10).all()
    assert (blanks.images.max(axis=(1, 2)) > 100).all()
    across = [np.ptp(np.flatnonzero(frame.max(axis=0) > 100)) for frame in blanks.images]
    assert min(across) > 4
    np.testing.assert_array_equal(cut_blanks(2, 5, first=3).images, blanks.images[3:5])
