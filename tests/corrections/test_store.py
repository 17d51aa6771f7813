from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from shuzi.corrections.crops import Crop
from shuzi.corrections.store import CorrectionStore, NewCorrection


def test_a_correction_is_kept_as_it_was_made(store, keep):
    added = keep(1, value=None, read=3, confidence=0.5, model="tiny 1.0")
    correction = added.correction

    assert not added.duplicate
    assert (correction.value, correction.read) == (None, 3)
    assert (correction.confidence, correction.model) == (0.5, "tiny 1.0")
    assert datetime.now(tz=UTC) - correction.created < timedelta(minutes=1)
    assert store.newest(10) == [correction]


def test_its_crop_can_be_had(store, keep, png):
    number = keep(1).correction.id

    assert store.picture(number) == Crop.of(png(1)).png
    assert store.picture(number + 1) is None


def test_the_same_crop_with_the_same_value_is_kept_once(store, keep):
    first, again = keep(1, value=7), keep(1, value=7)

    assert again.duplicate
    assert again.correction == first.correction
    assert store.count() == 1


def test_the_same_crop_with_another_value_replaces_it(store, keep):
    first, again = keep(1, value=7), keep(1, value=4, model="tiny 1.0")

    assert not again.duplicate
    assert again.correction.id == first.correction.id
    assert [(one.value, one.model) for one in store.newest(10)] == [(4, "tiny 1.0")]


def test_the_newest_come_first_a_page_at_a_time(store, keep):
    numbers = [keep(shade).correction.id for shade in range(5)]

    page = [one.id for one in store.newest(2)]
    assert page == [numbers[4], numbers[3]]
    assert [one.id for one in store.newest(10, before=page[-1])] == numbers[2::-1]


def test_one_is_deleted_and_its_id_never_given_again(store, keep):
    number = keep(1).correction.id

    assert store.delete(number)
    assert not store.delete(number)
    assert keep(1).correction.id > number


def test_all_are_deleted(store, keep):
    keep(1), keep(2)
    store.delete_all()

    assert (store.count(), store.newest(10), list(store.with_pictures())) == (0, [], [])


def test_what_was_kept_is_there_when_the_database_is_opened_again(tmp_path, keep):
    kept = keep(1).correction
    again = CorrectionStore(f"sqlite:///{tmp_path / 'corrections.db'}")

    assert again.newest(10) == [kept]
    again.close()


def test_threads_that_keep_the_same_crop_at_once_keep_it_once(store, keep):
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda _: keep(1), range(12)))

    assert store.count() == 1
    assert sum(not one.duplicate for one in added) == 1


@pytest.mark.parametrize(
    "wrong", [{"value": 10}, {"value": -1}, {"read": 10}, {"confidence": 1.1}, {"confidence": -1}]
)
def test_what_is_no_digit_or_no_confidence_is_refused(wrong, png):
    with pytest.raises(ValueError, match="allowed"):
        NewCorrection(**{"crop": Crop.of(png()), "value": 1, **wrong})
