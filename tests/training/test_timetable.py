import pytest

from shuzi.training.settings import changed, load_recipe
from shuzi.training.timetable import Timetable


def timetable(images, changes):
    settings = {"batch_images": 10, **changes}
    return Timetable(changed(load_recipe("article"), settings), images)


@pytest.mark.parametrize(
    ("images", "steps"), [(100, 10), (101, 11), (1, 1), (3, 1)], ids=["whole", "rest", "one", "few"]
)
def test_an_epoch_has_a_step_for_the_rest_too(images, steps):
    assert timetable(images, {}).steps_in(0) == steps


def test_no_step_has_a_single_image_where_there_are_more():
    assert timetable(5, {"batch_images": 2}).steps_in(0) == 2


def test_epochs_differ_where_images_are_selected():
    selecting = timetable(
        1_000, {"epochs": 3, "selection": {"first_percent": 70.0, "later_percent": 25.0}}
    )
    assert [selecting.images_in(epoch) for epoch in range(3)] == [700, 250, 250]
    assert [selecting.steps_in(epoch) for epoch in range(3)] == [70, 25, 25]
    assert [selecting.steps_before(epoch) for epoch in range(4)] == [0, 70, 95, 120]
    assert selecting.steps == 120
    assert [selecting.epoch_of(step) for step in (0, 69, 70, 94, 95, 119)] == [0, 0, 1, 1, 2, 2]


def test_an_epoch_shows_something_of_the_smallest_set():
    assert timetable(3, {"selection": {"first_percent": 1.0}}).images_in(0) == 1
