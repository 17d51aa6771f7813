import numpy as np
import pytest

from shuzi.synthesis.camera import (
    HARMS,
    defocus,
    faded,
    jpeg,
    negative,
    photographed,
    sensor_noise,
    shadow,
    uneven_light,
)

GREY = np.full((80, 120, 3), 200, np.uint8)
PAGE = GREY.copy()
PAGE[20:60, 50:56] = (30, 40, 100)

each_harm = pytest.mark.parametrize("harm", [harm for harm, _ in HARMS])


def rng(seed=1):
    return np.random.default_rng(seed)


@each_harm
def test_a_harm_gives_another_picture_of_the_same_size_and_leaves_the_first_alone(harm):
    before = PAGE.copy()
    for seed in range(10):
        harmed = harm(PAGE, rng(seed))
        assert harmed.shape == PAGE.shape
        assert harmed.dtype == np.uint8
        assert (harmed != PAGE).any()
        np.testing.assert_array_equal(harmed, harm(PAGE, rng(seed)))
    np.testing.assert_array_equal(PAGE, before)


@each_harm
def test_what_is_written_can_still_be_seen(harm):
    for seed in range(20):
        harmed = harm(PAGE, rng(seed)).mean(axis=2)
        ink, beside = harmed[25:55, 51:55].mean(), harmed[25:55, 40:46].mean()
        assert abs(beside - ink) > 35


@each_harm
def test_tiny_pictures_are_harmed_too(harm):
    assert harm(PAGE[:1, :1], rng()).shape == (1, 1, 3)


def test_light_falls_off_and_never_adds():
    for harm in (uneven_light, shadow):
        lit = harm(GREY, rng(3))
        assert lit.max() <= 200
        assert lit.min() < 0.95 * lit.max()


def test_a_shadow_has_an_edge_and_uneven_light_has_none():
    steepest = {
        harm: np.median(
            [
                np.abs(np.diff(harm(GREY, rng(seed))[..., 0].astype(int), axis=1)).max()
                for seed in range(40)
            ]
        )
        for harm in (shadow, uneven_light)
    }
    assert steepest[shadow] > 1.4 * steepest[uneven_light]


def test_defocus_spreads_a_point_and_keeps_its_light():
    point = np.zeros((21, 21, 3), np.uint8)
    point[10, 10] = 250
    for seed in range(10):
        blurred = defocus(point, rng(seed))[..., 0]
        assert int(blurred.sum()) == pytest.approx(250, rel=0.05)
        assert 4 < (blurred > 0).sum() <= 25


def test_noise_is_about_no_level_and_grey():
    noise = sensor_noise(GREY, rng()).astype(int) - 200
    assert abs(noise.mean()) < 0.5
    assert noise.std() > 0.5
    assert (noise[..., 0] == noise[..., 2]).all()


def test_faded_pictures_have_less_contrast_and_negatives_the_other_one():
    for seed in range(10):
        kept = np.ptp(faded(PAGE, rng(seed)).astype(int)) / np.ptp(PAGE.astype(int))
        assert 90 / 255 - 0.02 < kept <= 1
    np.testing.assert_array_equal(negative(PAGE, rng()), 255 - PAGE)


def test_a_jpeg_stays_near_its_picture():
    assert np.abs(jpeg(PAGE, rng()).astype(int) - PAGE).mean() < 5


def test_some_pictures_meet_no_harm_and_most_do():
    pictures = [photographed(PAGE, rng(seed)) for seed in range(200)]
    unharmed = np.mean([(picture == PAGE).all() for picture in pictures])
    assert 0.02 < unharmed < 0.2
