import numpy as np
import pytest

from shuzi.masks import FEW, at_least, find_components


def square(side, corner):
    """A mask of that side, with a square of 2 pixels and one of 1 that touch at a corner."""
    mask = np.zeros((side, side), np.uint8)
    mask[corner : corner + 2, corner : corner + 2] = 255
    mask[corner + 2, corner + 2] = 255
    return mask


@pytest.mark.parametrize("side", [20, int(FEW**0.5), int(FEW**0.5) + 1])
@pytest.mark.parametrize(("connectivity", "areas"), [(8, [5]), (4, [4, 1])])
def test_what_hangs_together_is_one_component_in_pictures_of_any_size(side, connectivity, areas):
    found = find_components(square(side, 9), connectivity)
    assert found.areas.tolist() == [side**2 - 5, *areas]
    assert np.bincount(found.labels.ravel()).tolist() == found.areas.tolist()
    assert len(found) == 1 + len(areas)


def test_a_component_has_a_box():
    found = find_components(square(20, 9))
    assert found.boxes[1].tolist() == [9, 9, 12, 12]
    assert found.sides[1] == 3


def test_as_many_components_as_a_small_picture_can_hold_are_told_apart():
    mask = np.zeros((256, 256), np.uint8)
    mask[::2, ::2] = 255
    assert len(find_components(mask)) == 1 + 128**2
    mask[1::2, 1::2] = 255
    assert len(find_components(mask, connectivity=4)) == 1 + FEW // 2


@pytest.mark.parametrize(("level", "count"), [(1, 255), (64, 192), (255, 1)])
def test_ink_of_a_level_is_at_least_of_that_level(level, count):
    ink = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.count_nonzero(at_least(ink, level)) == count
