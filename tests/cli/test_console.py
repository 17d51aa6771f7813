"""What somebody sees who watches the terminal; where nobody does, no bar is drawn."""

import pytest

from shuzi.cli.console import Counter


@pytest.mark.usefixtures("watched")
def test_several_pictures_are_counted_beside_what_is_read(shuzi, pictures):
    ended = shuzi("read", "--single", pictures)

    assert "3/3 pictures" in ended.err
    assert [line.rpartition(" ")[2] for line in ended.out.splitlines()] == ["1", "4", "7"]


@pytest.mark.usefixtures("watched")
def test_one_picture_needs_no_bar(shuzi, pictures):
    assert shuzi("read", "--single", pictures / "4.png").err == ""


def test_where_nobody_watches_there_is_no_bar(shuzi, pictures):
    assert shuzi("read", "--single", pictures).err == ""


@pytest.mark.usefixtures("watched")
def test_it_says_how_many_a_second(capsys):
    with Counter("reading", "pictures", 400, with_rate=True) as counter:
        counter.advance(100)
        counter.advance(300)

    said = capsys.readouterr().err
    assert "400/400 pictures" in said
    assert "a second" in said


@pytest.mark.usefixtures("watched")
def test_how_many_there_are_may_be_known_only_later(capsys):
    with Counter("reading", "pictures") as counter:
        counter.reach(3, 5)

    assert "3/5 pictures" in capsys.readouterr().err
