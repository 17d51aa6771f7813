import pytest
import torch

from shuzi.errors import CheckpointError
from shuzi.training.selection import Selector
from shuzi.training.settings import changed
from shuzi.training.timetable import Timetable

IMAGES = 100


@pytest.fixture
def selector(recipe):
    def make(**selection):
        chosen = changed(recipe, {"epochs": 3, "selection": selection})
        return Selector(chosen, Timetable(chosen, IMAGES), torch.device("cpu"))

    return make


def shown(selector, epoch):
    selector.begin(epoch)
    return torch.cat(selector.batches(epoch))


def test_without_selection_every_epoch_shows_all_in_an_order_of_its_own(selector):
    whole = selector()
    first, second = shown(whole, 0), shown(whole, 1)
    assert sorted(first.tolist()) == sorted(second.tolist()) == list(range(IMAGES))
    assert not torch.equal(first, second)
    assert torch.equal(shown(whole, 0), first)


def test_a_batch_holds_the_images_of_a_step(selector):
    whole = selector()
    whole.begin(0)
    assert [len(batch) for batch in whole.batches(0)] == [20] * 5


def test_the_first_epoch_may_show_a_part(selector):
    part = shown(selector(first_percent=30.0), 0)
    assert len(set(part.tolist())) == len(part) == 30


def test_later_epochs_show_the_hardest_and_others_at_random(selector):
    selecting = selector(later_percent=50.0, hardest_percent=60.0)
    first = shown(selecting, 0)
    # Image k has loss k: the hardest 30 are 70 to 99.
    selecting.saw(first, first.float())
    second, third = shown(selecting, 1), shown(selecting, 2)
    for epoch in (second, third):
        assert len(set(epoch.tolist())) == len(epoch) == 50
        assert set(range(70, 100)) <= set(epoch.tolist())
    assert set(second.tolist()) != set(third.tolist())


def test_the_latest_loss_counts(selector):
    selecting = selector(later_percent=10.0, hardest_percent=100.0)
    everything = torch.arange(IMAGES)
    selecting.saw(everything, everything.float())
    selecting.saw(torch.arange(90, 100), torch.zeros(10))
    assert set(shown(selecting, 1).tolist()) == set(range(80, 90))


def test_an_image_never_shown_comes_before_all_others(selector):
    selecting = selector(first_percent=90.0, later_percent=10.0, hardest_percent=100.0)
    first = shown(selecting, 0)
    selecting.saw(first, torch.full((90,), 9.0))
    assert set(shown(selecting, 1).tolist()) == set(range(IMAGES)) - set(first.tolist())


def test_it_goes_on_in_the_middle_of_an_epoch(selector):
    settings = {"later_percent": 50.0, "hardest_percent": 60.0}
    selecting, again = selector(**settings), selector(**settings)
    selecting.saw(torch.arange(IMAGES), torch.rand(IMAGES))
    through = shown(selecting, 1)
    selecting.saw(through[:20], torch.zeros(20))
    again.restore(selecting.state(), 1, "here")
    assert torch.equal(torch.cat(again.batches(1)), through)
    assert torch.equal(shown(again, 2), shown(selecting, 2))


def test_nothing_is_kept_where_losses_decide_nothing(selector):
    whole, again = selector(), selector()
    first = shown(whole, 0)
    assert whole.state() == {}
    again.restore({}, 0, "here")
    assert torch.equal(torch.cat(again.batches(0)), first)


@pytest.mark.parametrize("state", [{}, {"losses": torch.zeros(7), "shown": torch.zeros(7)}])
def test_another_trainings_state_is_refused(selector, state):
    with pytest.raises(CheckpointError, match="lacks the losses"):
        selector(later_percent=50.0).restore(state, 1, "here")
