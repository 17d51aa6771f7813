from collections import Counter

import numpy as np
import pytest

from shuzi.synthesis.strokes import choose_variant, letters, most_points, sign, variants

DIGITS = range(10)


@pytest.mark.parametrize("digit", DIGITS)
def test_every_variant_is_of_its_digit_and_has_a_name_of_its_own(digit):
    found = variants(digit)
    assert len(found) >= 3
    assert {variant.digit for variant in found} == {digit}
    assert len({variant.name for variant in found}) == len(found)


@pytest.mark.parametrize("digit", DIGITS)
def test_every_variant_fills_the_height_of_its_box(digit):
    for variant in variants(digit):
        heights = [y for stroke in variant.strokes for _, y in stroke.points]
        assert min(heights) == pytest.approx(0, abs=0.09), variant.name
        assert max(heights) == pytest.approx(1, abs=0.09), variant.name


def test_a_mark_makes_a_corner():
    plain_seven = variants(7)[0]
    (stroke,) = plain_seven.strokes
    assert stroke.points[2] == (0.56, 0.02)
    assert stroke.corners == {2}


def test_variants_are_chosen_as_often_as_their_weights_say():
    chances = np.arange(10_000) / 10_000
    counts = Counter(choose_variant(1, chance).name for chance in chances)
    total = sum(variant.weight for variant in variants(1))
    for variant in variants(1):
        assert counts[variant.name] / 10_000 == pytest.approx(variant.weight / total, abs=2e-4)


def test_the_largest_chance_below_one_chooses_too():
    assert choose_variant(7, np.nextafter(1, 0)) in variants(7)


def test_no_variant_has_more_than_the_most_points():
    everything = [*letters(), *(variant for digit in DIGITS for variant in variants(digit))]
    counts = [sum(len(stroke.points) for stroke in variant.strokes) for variant in everything]
    assert max(counts) == most_points()


@pytest.mark.parametrize("value", [-1, 10])
def test_other_numbers_are_no_digits(value):
    with pytest.raises(ValueError, match=f"{value} is not a digit"):
        variants(value)


def test_letters_are_no_digits_and_fill_their_height():
    found = letters()
    assert len(found) > 40
    assert len({letter.name for letter in found}) == len(found)
    for letter in found:
        assert letter.digit is None
        heights = [y for stroke in letter.strokes for _, y in stroke.points]
        assert min(heights) == pytest.approx(0, abs=0.2), letter.name
        assert max(heights) == pytest.approx(1, abs=0.2), letter.name


def test_signs_stand_where_they_are_written():
    dot, dash = (
        [y for stroke in sign(name).strokes for _, y in stroke.points] for name in ("dot", "dash")
    )
    assert min(dot) > 0.9
    assert 0.4 < min(dash) <= max(dash) < 0.7
    with pytest.raises(KeyError, match="nonesuch"):
        sign("nonesuch")
