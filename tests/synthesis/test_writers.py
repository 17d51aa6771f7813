import numpy as np
import pytest

from shuzi.synthesis.strokes import variants
from shuzi.synthesis.writers import (
    PrintedWriter,
    SampleWriter,
    StrokeWriter,
    drawn,
    printed,
    somebody,
)

FACES = range(4)


def rng(seed=1):
    return np.random.default_rng(seed)


def test_all_kinds_of_writers_are_met(samples):
    kinds = {type(somebody(samples, rng(seed))) for seed in range(100)}
    assert kinds == {StrokeWriter, SampleWriter, PrintedWriter}


def test_without_samples_nobody_writes_with_them():
    kinds = {type(somebody(None, rng(seed))) for seed in range(100)}
    assert kinds == {StrokeWriter, PrintedWriter}


@pytest.mark.parametrize("height", [12, 50, 150])
def test_whoever_writes_gives_trimmed_ink_of_about_the_height(samples, height):
    for seed in range(30):
        writer = somebody(samples, rng(seed))
        for value in (0, 1, 5, 8):
            ink = writer.write(value, height, rng(seed))
            assert ink.dtype == np.uint8
            assert ink.max() > 60  # small digits of a thin pen are faint
            assert 0.4 * height < max(ink.shape) < 1.9 * height
            for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
                assert edge.any()


def test_a_writer_keeps_a_variant_of_each_digit():
    writer = StrokeWriter(StrokeWriter.random(rng()).hand, habits=(0.0,) * 10)
    first = variants(4)[0]
    np.testing.assert_array_equal(
        writer.write(4, 40, rng(5)), drawn(first, writer.hand, 40, rng(5))
    )


def test_nobody_writes_twice_alike_but_a_printer_does(samples):
    for seed in range(40):
        writer = somebody(samples, rng(seed))
        one, other = writer.write(3, 60, rng(1)), writer.write(3, 60, rng(2))
        alike = one.shape == other.shape and (one == other).all()
        assert alike == isinstance(writer, PrintedWriter)


@pytest.mark.parametrize("face", FACES)
def test_printed_digits_are_as_high_as_asked_for_and_differ(face):
    inks = [printed(str(value), face, 60) for value in range(10)]
    assert np.mean([len(ink) for ink in inks]) == pytest.approx(60, rel=0.2)
    assert len({ink.tobytes() for ink in inks}) == 10


def test_a_slant_leans_printed_letters_to_the_right():
    upright, leaning = (printed("H", 0, 80, slant) > 127 for slant in (0, 0.3))
    lean = [np.flatnonzero(rows).min() for rows in (leaning[4], leaning[-4])]
    assert lean[0] - lean[1] == pytest.approx(0.3 * len(upright), rel=0.25)
