import pytest

from shuzi.training.learning import rehearsal


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(rehearsal, "_BY_PEOPLE", 30)
    monkeypatch.setattr(rehearsal, "_DIGITS", 250)
    monkeypatch.setattr(rehearsal, "_NON_DIGITS", 250)


@pytest.mark.usefixtures("few")
def test_what_people_wrote_and_what_is_drawn_is_rehearsed(known):
    told = []
    frames = rehearsal.gather(known, told.append)

    assert frames.shape == (530, 28, 28)
    assert sum(told) == 500
    own = {image.tobytes() for image in known.images}
    assert sum(frame.tobytes() in own for frame in frames) == 30
