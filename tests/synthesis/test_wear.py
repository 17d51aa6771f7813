import numpy as np

from shuzi.synthesis.wear import OFTEN, worn
from shuzi.synthesis.writers import printed

SEVEN = printed("7", face=0, height=60)


def results(ink=SEVEN, count=400):
    return [worn(ink, np.random.default_rng(seed)) for seed in range(count)]


def test_most_ink_stays_as_it_is():
    same = np.mean([np.array_equal(ink, SEVEN) for ink in results()])
    assert 0.6 < same < 0.85


def test_little_of_what_is_worn_often_stays_as_it_is():
    rngs = map(np.random.default_rng, range(200))
    same = np.mean([np.array_equal(worn(SEVEN, rng, OFTEN), SEVEN) for rng in rngs])
    assert same < 0.15


def test_something_is_always_left():
    line = np.zeros((60, 3), np.uint8)
    line[:, 1] = 40
    assert all(ink.any() for ink in [*results(), *results(line)])


def test_some_ink_fills_a_square():
    aspects = [np.divide(*ink.shape) for ink in results(SEVEN[:, 20:30])]
    assert min(aspects) < 1.3
    assert max(aspects) > 4


def test_some_ink_is_a_coarse_bitmap():
    coarse = [ink for ink in results() if max(ink.shape) <= 24]
    assert len(coarse) > 20
    assert all(set(np.unique(ink)) <= {0, 255} for ink in coarse)


def test_some_strokes_are_bolder():
    inked = [np.count_nonzero(ink) for ink in results() if max(ink.shape) > len(SEVEN)]
    assert max(inked) > 1.3 * np.count_nonzero(SEVEN)


def test_the_same_random_numbers_do_the_same():
    for one, other in zip(results(count=40), results(count=40), strict=True):
        np.testing.assert_array_equal(one, other)
