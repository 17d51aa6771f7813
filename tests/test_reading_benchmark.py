import csv
import importlib
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzi.datasets import DataSet, LabelledImages

pytest.importorskip("torch", reason="a contender is trained, which needs the extra 'train'")

FOLDER = Path(__file__).parents[1] / "benchmarks"
NAMES = (
    *("answers", "engines", "entrants", "reading_plot", "reading_report"),
    *("scores", "tasks", "textbook", "trials"),
)


@pytest.fixture(scope="module")
def bench():
    """The benchmark's modules, which are scripts beside each other and no package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in NAMES})


class Engine:
    """Answers with what stands in a table, and remembers what it was asked."""

    note = "made for a test"

    def __init__(self, name, answers, kinds=("digit", "line", "page"), *, quick=True):
        self.name, self.answers, self.kinds, self.quick = name, answers, kinds, quick
        self.asked = []

    def read(self, path, _):
        self.asked.append(path.name)
        return self.answers[path.name]


def entrant(bench, name="it", digits=None):
    return bench.entrants.Entrant(name, "", Engine(name, {}), digits or bench.entrants.as_it_is)


def trial(bench, text, answer, *, writer="", seconds=1.0, engine="it", is_in_turn=True):
    """A reading of a picture of the task ``set`` on which ``text`` is written."""
    if isinstance(answer, str):
        answer = bench.answers.Answer(answer)
    picture = bench.tasks.TaskPicture(Path("a.png"), text, writer)
    return bench.trials.Trial("set", engine, picture, answer, seconds, is_in_turn)


def task_of(bench, trials, **more):
    return bench.tasks.Task("set", "digit", tuple(one.picture for one in trials), **more)


def test_of_other_engines_text_only_the_digits_count(bench):
    answer = bench.answers.Answer(" 2 2S.0\n\nof\n913\n")
    assert entrant(bench, digits=bench.entrants.digits_of).text(answer) == "220 913"
    mapped = entrant(bench, digits=bench.entrants.digits_of_look_alikes)
    assert mapped.text(answer) == "2250 0 913"


def test_our_refused_places_stay_in_the_text(bench):
    assert entrant(bench).text(bench.answers.Answer("2?5\n13")) == "2?5 13"


@pytest.mark.parametrize(
    ("signs", "digit"), [("OoDQ", "0"), ("lIi|!", "1"), ("Ss", "5"), ("gq", "9")]
)
def test_letters_are_taken_for_the_digits_that_they_look_like(bench, signs, digit):
    assert bench.entrants.digits_of_look_alikes(signs) == digit * len(signs)


@given(count=st.integers(1, 500), sample=st.integers(1, 500))
def test_a_sample_is_evenly_spaced(bench, count, sample):
    chosen = sorted(bench.trials.evenly_spaced(count, sample))
    assert chosen[0] == 0
    assert len(chosen) == min(count, sample)
    gaps = np.diff([*chosen, count])
    assert gaps.max() - gaps.min() <= 1


def test_slow_engines_read_a_sample_and_others_all_in_turn(bench):
    answers = {f"{number}.png": bench.answers.Answer(str(number)) for number in range(4)}
    quick, slow = Engine("quick", answers), Engine("slow", answers, quick=False)
    pageless = Engine("pageless", answers, kinds=("page",))
    pictures = tuple(bench.tasks.TaskPicture(Path(name), "") for name in answers)
    task = bench.tasks.Task("set", "digit", pictures)
    trials = bench.trials.all_trials([task], [quick, slow, pageless], sample=2)
    assert [(one.engine, one.picture.path.name, one.is_in_turn) for one in trials] == [
        ("quick", "0.png", True),
        ("slow", "0.png", True),
        ("quick", "1.png", False),
        ("quick", "2.png", True),
        ("slow", "2.png", True),
        ("quick", "3.png", False),
    ]
    assert slow.asked == ["0.png", "0.png", "2.png"]  # the first one to warm up
    assert pageless.asked == []


def test_an_answer_is_right_when_it_is_exactly_what_is_written(bench):
    pairs = [("25", "25"), ("25", "2?"), ("25", "250"), ("25", ""), ("1 2", "1\n2"), ("1 2", "12")]
    trials = [trial(bench, *pair) for pair in pairs]
    (row,) = bench.scores.rows([task_of(bench, trials)], [entrant(bench)], trials)
    (score,) = row.scores
    assert row.is_better_high
    assert (score.hits, score.count) == (2, 6)
    assert score.share == pytest.approx(1 / 3)
    # Wilson's interval of 2 of 6, from its formula by hand.
    assert score.interval == pytest.approx((0.0968, 0.7000), abs=1e-4)


def test_where_there_is_no_digit_sure_answers_count_against(bench):
    unsure = bench.answers.Answer("7", is_sure=False)
    trials = [trial(bench, "", answer) for answer in ("", "?", "A", "7", "B8", unsure)]
    (row,) = bench.scores.rows([task_of(bench, trials)], [entrant(bench)], trials)
    assert not row.is_better_high
    assert (row.scores[0].hits, row.scores[0].count) == (2, 6)


def test_each_entrant_has_its_own_worst_writer(bench):
    trials = [
        trial(bench, "1", read, writer=writer, engine=engine)
        for engine, reads in (("us", "1127"), ("them", "7111"))
        for writer, read in zip("AABB", reads, strict=True)
    ]
    entrants = [entrant(bench, "us"), entrant(bench, "them"), entrant(bench, "nobody")]
    _, worst = bench.scores.rows([task_of(bench, trials)], entrants, trials)
    assert worst.name == "set, worst writer"
    ours, theirs, nobodys = worst.scores
    assert (ours.hits, ours.count, theirs.hits, theirs.count) == (0, 2, 1, 2)
    assert nobodys is None


def test_a_cell_is_right_when_the_right_digit_stands_in_it_alone(bench):
    cells = [bench.tasks.Cell(10 * x, 0, 10 * x + 10, 10, "4") for x in range(6)]
    places = [
        *[("4", 5, 5), ("9", 15, 5), ("4", 25, 5), ("4", 26, 5)],
        *[("b", 35, 5), ("4", 34, 5), ("4", 40, 0)],  # on the border: in the cell that starts there
        *[("4", 5, 10), ("17", -1, 5), ("x", 99, 99)],
    ]
    made = [bench.answers.Place(*place) for place in places]
    score = bench.scores.cell_score(cells, entrant(bench, digits=bench.entrants.digits_of), made)
    assert (score.hits, score.count, score.outside) == (3, 6, 3)


def test_time_is_of_pictures_read_in_turn(bench):
    ours = [trial(bench, "1", "1", seconds=s, engine="us") for s in (1.0, 2.0, 4.0)]
    theirs = [trial(bench, "1", "1", seconds=s, engine="them") for s in (3.0, 4.0, 20.0)]
    alone = trial(bench, "1", "1", seconds=100.0, engine="us", is_in_turn=False)
    entrants = [entrant(bench, name) for name in ("us", "them", "nobody")]
    tasks = [task_of(bench, ours, timed_as="a digit"), task_of(bench, ours)]
    (row,) = bench.scores.times(tasks, entrants, [*ours, alone, *theirs])
    us, them, nobody = row.seconds
    assert row.name == "a digit"
    assert (us.median, us.ratio, them.median, them.ratio, nobody) == (2.0, 1.0, 4.0, 3.0, None)


@pytest.fixture
def told(bench):
    scores = bench.scores
    return bench.reading_report.Page(
        entrants=(entrant(bench, "us"), entrant(bench, "them")),
        missing=("Other, `install other`",),
        rows=(
            scores.Row("amounts", True, (scores.Score(80, 100), scores.Score(10, 20, 3))),
            scores.Row("blanks", False, (scores.Score(0, 1_000), None)),
        ),
        times=(scores.Times("a digit", (scores.Seconds(0.5, 1.0), scores.Seconds(2.0, 4.04))),),
        command="a command",
        machine="a machine",
        minutes=3.2,
        sample=20,
        plot="plot.png",
    )


def test_the_page_tells_everything(bench, told):
    page = bench.reading_report.page(told)
    for said in (
        "| read right | pictures | us | them |",
        "| amounts | 100; 20 | 80.0 % (71.1–86.7) | 50.0 % (29.9–70.1), 3 outside |",
        "| blanks | 1,000 | 0.0 % (0.0–0.4) | – |",
        "| a digit | 500.0 (×1.0) | 2,000.0 (×4.0) |",
        "`a command` in 3 minutes on a machine",
        "- Left out, as it is not installed: Other, `install other`.",
        "(plot.png)",
    ):
        assert said in page


def test_the_plot_is_drawn(bench, told, tmp_path):
    bench.reading_plot.draw(told.entrants, told.rows, told.times, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("polarity", [np.asarray, np.invert], ids=["light", "dark"])
def test_the_tutorials_frame_is_mnists(bench, polarity):
    grey = np.zeros((90, 120), np.uint8)
    grey[20:60, 30:50] = 200
    frame = bench.textbook.tutorial_frame(polarity(grey))
    rows, columns = np.nonzero(frame > 100)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (20, 10)
    assert (rows.mean(), columns.mean()) == pytest.approx((14, 14), abs=0.5)
    assert frame[14, 14] == 255


def test_the_tutorials_frame_of_nothing_is_empty(bench):
    assert not bench.textbook.tutorial_frame(np.full((9, 9), 77, np.uint8)).any()


def test_an_engine_that_is_not_installed_says_how_to_get_it(bench, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    for engine, hint in ((bench.engines.RapidOcr, "pip"), (bench.engines.Tesseract, "apt-get")):
        with pytest.raises(bench.answers.NotInstalledError, match=hint):
            engine()


@pytest.mark.skipif(os.name == "nt", reason="the program that stands in is a shell script")
def test_tesseracts_boxes_are_turned_the_right_way_up(bench, monkeypatch, tmp_path):
    program = tmp_path / "tesseract"
    program.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = --version ]; then echo "tesseract 5.9"; exit; fi\n'
        'echo "$4" > "$2.txt"; if [ "$8" ]; then echo "7 10 60 20 90 0" > "$2.box"; fi\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    cv2.imwrite(str(tmp_path / "page.png"), np.zeros((100, 50), np.uint8))
    engine = bench.engines.Tesseract()
    assert "version 5.9" in engine.note
    page = engine.read(tmp_path / "page.png", "page")
    assert page.text.strip() == "6"
    assert page.places == (bench.answers.Place("7", 15.0, 25.0),)
    assert engine.read(tmp_path / "page.png", "line").text.strip() == "7"


def save_set(folder, rows, columns="file,text"):
    """A set of blank pictures, as ``rows`` in its labels.csv say."""
    folder.mkdir()
    with (folder / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows([columns.split(","), *rows])
    for name, *_ in rows:
        cv2.imwrite(str(folder / name), np.zeros((20, 30), np.uint8))


def test_tasks_are_made_of_the_folders(bench, monkeypatch, tmp_path):
    for name in ("optdigits", "semeion", "photos"):
        save_set(tmp_path / name, [("0.png", "7")])
    save_set(tmp_path / "kensanata", [("0.png", "7", "A")], "file,text,writer")
    boxes = json.dumps([[2, 3, 4, 5, 1], [10, 3, 6, 7, 8]])
    save_set(tmp_path / "cheques", [("0.png", "18", boxes)], "file,text,boxes")
    kinds = [("0.png", "", "Greek/character01"), ("1.png", "", "blank cell")]
    save_set(tmp_path / "not_digits", kinds, "file,text,kind")
    (tmp_path / "ruled_page").mkdir()
    cv2.imwrite(str(tmp_path / "ruled_page" / "page.jpg"), np.zeros((40, 60), np.uint8))
    cells = "row,column,x0,y0,x1,y1,text\n0,0,0,0,20,40,3\n0,1,20,0,60,40,5\n"
    (tmp_path / "ruled_page" / "cells.csv").write_text(cells)
    images = LabelledImages(np.zeros((2, 28, 28), np.uint8), np.array([4, 2], np.uint8))
    monkeypatch.setattr("shuzi.datasets.load", lambda _: DataSet("mnist", images, 1, images))
    (tmp_path / "workshop").mkdir()

    tasks = bench.tasks.all_tasks(tmp_path, tmp_path / "workshop")

    texts = {task.name: [picture.text for picture in task.pictures] for task in tasks}
    assert texts == {
        "MNIST test": ["4", "2"],
        **{name: ["7"] for name in ("kensanata", "optdigits", "semeion", "photos")},
        "cheques, digits in true boxes": ["1", "8"],
        "cheques, whole amounts": ["18"],
        "ruled page, cells cut out": ["3", "5"],
        "ruled page": ["35"],
        "letters": [""],
        "blank cells": [""],
    }
    sizes = {
        task.name: [cv2.imread(str(picture.path)).shape[:2] for picture in task.pictures]
        for task in tasks
    }
    assert sizes["cheques, digits in true boxes"] == [(5, 4), (7, 6)]
    assert sizes["ruled page, cells cut out"] == [(32, 16), (32, 32)]
    by_name = {task.name: task for task in tasks}
    assert by_name["ruled page"].cells[1] == bench.tasks.Cell(20, 0, 60, 40, "5")
    assert [task.name for task in tasks if task.has_writers] == ["kensanata"]
    assert [task.name for task in tasks if not task.holds_digits] == ["letters", "blank cells"]
