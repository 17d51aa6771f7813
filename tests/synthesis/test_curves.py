import numpy as np
import pytest

from shuzi.synthesis.curves import curves_of
from shuzi.synthesis.strokes import Stroke, Variant, variants

STEPS = 8
EVERY_VARIANT = [variant for digit in range(10) for variant in variants(digit)]


def variant_of(*strokes):
    return Variant(digit=0, name="for a test", weight=1.0, strokes=strokes)


def samples_of(variant, steps=STEPS):
    curves = curves_of(variant, steps)
    return curves.basis @ curves.points


@pytest.mark.parametrize("variant", EVERY_VARIANT, ids=lambda v: f"{v.digit} {v.name}")
def test_curves_run_through_all_points(variant):
    curves = curves_of(variant, STEPS)
    samples = curves.basis @ curves.points
    for part, stroke in zip(curves.strokes, variant.strokes, strict=True):
        np.testing.assert_allclose(samples[part][::STEPS], stroke.points, atol=1e-12)


@pytest.mark.parametrize("variant", EVERY_VARIANT, ids=lambda v: f"{v.digit} {v.name}")
def test_curves_move_with_their_points(variant):
    # Weights that sum to 1 carry any shift, turn or slant of the points over to the samples.
    np.testing.assert_allclose(curves_of(variant, STEPS).basis.sum(axis=1), 1, atol=1e-12)


def test_two_points_make_an_even_straight_line():
    samples = samples_of(variant_of(Stroke(((0.0, 0.0), (1.0, 2.0)), frozenset())), steps=4)
    np.testing.assert_allclose(samples, np.outer(np.arange(5) / 4, (1, 2)), atol=1e-12)


def test_a_span_is_the_centripetal_hermite_cubic():
    points = np.array(((0.0, 0.0), (0.3, 0.1), (0.5, 0.8), (1.0, 1.0)))
    stroke = Stroke(tuple(map(tuple, points)), frozenset())
    middle = samples_of(variant_of(stroke))[STEPS : 2 * STEPS + 1]

    knots = np.cumsum([0, *np.linalg.norm(np.diff(points, axis=0), axis=1) ** 0.5])
    slopes = np.diff(points, axis=0) / np.diff(knots)[:, None]
    wide = (points[2:] - points[:-2]) / (knots[2:] - knots[:-2])[:, None]
    tangents = (slopes[:-1] - wide + slopes[1:]) * (knots[2] - knots[1])
    t = np.linspace(0, 1, STEPS + 1)[:, None]
    hermite = (
        (2 * t**3 - 3 * t**2 + 1) * points[1]
        + (t**3 - 2 * t**2 + t) * tangents[0]
        + (3 * t**2 - 2 * t**3) * points[2]
        + (t**3 - t**2) * tangents[1]
    )
    np.testing.assert_allclose(middle, hermite, atol=1e-12)


@pytest.mark.parametrize(("corners", "sharp"), [(frozenset({1}), True), (frozenset(), False)])
def test_only_corners_are_sharp(corners, sharp):
    angle = variant_of(Stroke(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)), corners))
    ways = np.diff(samples_of(angle, steps=40), axis=0)
    headings = np.unwrap(np.arctan2(ways[:, 1], ways[:, 0]))
    assert (np.abs(np.diff(headings)).max() > np.pi / 4) == sharp


def test_strokes_know_nothing_of_each_other():
    one = Stroke(((0.0, 0.0), (0.4, 0.5), (0.0, 1.0)), frozenset())
    other = Stroke(((0.5, 0.5), (1.0, 0.5)), frozenset())
    together = samples_of(variant_of(one, other))
    alone = np.concatenate((samples_of(variant_of(one)), samples_of(variant_of(other))))
    np.testing.assert_array_equal(together, alone)
    progress = curves_of(variant_of(one, other), STEPS).progress
    assert progress[0] == progress[2 * STEPS + 1] == 0
    assert progress[2 * STEPS] == progress[-1] == 1
