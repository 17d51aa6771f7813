import importlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from shuzi.datasets import DataSet, LabelledImages

torch = pytest.importorskip("torch", reason="the benchmark trains, which needs the extra 'train'")

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def bench(monkeypatch):
    """The benchmark's modules, which are scripts beside each other and no package."""
    monkeypatch.syspath_prepend(FOLDER)
    names = ("contenders", "plot", "rivals", "runs", "shipped", "standings", "training_report")
    return SimpleNamespace(**{name: importlib.import_module(name) for name in names})


@pytest.fixture
def standings(bench):
    """Of a reference and of one twice as fast, each with three seeds, and of a lone run."""
    made = bench.contenders
    reference = made.Contender("slow", "the measure", 3, None, 21_840, 0.173)
    contenders = [
        reference,
        made.Contender("quick", "the new one", 3, None, 5),
        made.Contender("lone", "one that takes long", 1, None),
    ]
    runs = []
    for seed, seconds in ((1, 10.0), (2, 40.0), (3, 20.0)):
        curve = (made.Point(seconds / 4, 0.97), made.Point(seconds / 2, 0.99 + seed / 1000))
        runs.append(made.Run("slow", seed, seconds + 1, made.Training(seconds, 0.9)))
        quick = made.Training(seconds / 2, 0.99 + seed / 1000, curve)
        runs.append(made.Run("quick", seed, seconds, quick))
    runs.append(made.Run("lone", 1, 100.0, made.Training(50.0, 0.98)))
    return bench.standings.stand(contenders, runs, reference)


def blank(count):
    return LabelledImages(np.zeros((count, 28, 28), np.uint8), (np.arange(count) % 10).astype("u1"))


@pytest.mark.parametrize(
    ("name", "parameters", "multiply_adds", "images_shown"),
    [
        (
            "article",
            21_840,
            24**2 * 25 * 10 + 8**2 * 250 * 20 + 320 * 50 + 50 * 10,
            60_000,
        ),
        (
            "one_epoch",
            24 * 26 + 32 * (24 * 9 + 1) + 801 * 256 + 257 * 10,
            24**2 * 25 * 24 + 10**2 * 24 * 9 * 32 + 800 * 256 + 256 * 10,
            60_000,
        ),
        (
            "pytorch_example",
            1_199_882,
            26**2 * 9 * 32 + 24**2 * 32 * 9 * 64 + 9_216 * 128 + 128 * 10,
            14 * 60_000,
        ),
    ],
)
def test_rivals_have_the_size_that_a_count_by_hand_gives(
    bench, name, parameters, multiply_adds, images_shown
):
    rival = getattr(bench.rivals, name)(seeds=1)
    assert rival.parameters == parameters
    assert rival.tera_operations == pytest.approx(6e-12 * multiply_adds * images_shown)


def test_our_recipes_count_only_the_images_that_they_show(bench):
    from shuzi.training.settings import load_recipe

    selection = load_recipe("fast").selection
    later_epochs = load_recipe("fast").epochs - 1
    shown = 10 * (selection.first_percent + later_epochs * selection.later_percent)
    # The margin is cut off and the resolution halved: 12×12, pooled to 6×6 and to 3×3.
    multiply_adds = 12**2 * 25 * 32 + 6**2 * 32 * 9 * 64 + 3**2 * 64 * 128 + 128 * 10
    fast = bench.shipped.contender("fast", seeds=1, training_images=1_000)
    assert fast.tera_operations == pytest.approx(6e-12 * multiply_adds * shown)


def test_counting_leaves_the_network_without_hooks(bench):
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(28 * 28, 3))
    counts = {bench.contenders.multiply_adds(network) for _ in range(2)}
    assert counts == {28 * 28 * 3}


def test_the_ratio_is_of_runs_with_the_same_seed(standings):
    assert [standing.ratio for standing in standings] == [1.0, 0.5, 5.0]


def test_the_interval_of_a_mean_is_students(bench):
    low, high = bench.standings.mean_interval([1.0, 2.0, 3.0, 4.0, 5.0])
    reach = 2.776 * (2.5 / 5) ** 0.5  # from the table: 97.5 %, four degrees of freedom
    assert (low, high) == pytest.approx((3 - reach, 3 + reach), abs=1e-3)


def test_the_interval_of_equals_is_a_point(bench):
    assert bench.standings.mean_interval([0.5, 0.5, 0.5]) == (0.5, 0.5)


def test_a_curve_is_taken_epoch_by_epoch(bench, standings):
    point = bench.contenders.Point
    assert standings[1].curve == (point(5.0, 0.97), point(10.0, pytest.approx(0.992)))
    assert standings[0].curve == ()


def test_the_page_has_a_row_and_a_sentence_for_each(bench, standings):
    page = bench.training_report.page(standings, "a machine", "a command", "plot.png")
    assert (
        "| slow | 3 | 20.0 (10.0–40.0) | 1.00 | 21.0 | 90.00 % ± 0.00 | 90.00–90.00 % "
        "| 0.173 | 21,840 |"
    ) in page
    assert "| quick | 3 | 10.0 (5.0–20.0) | 0.50 | 20.0 | 99.20 % ± 0.10 | 98.95–99.45 %" in page
    assert "| lone | 1 | 50.0 | 5.00 | 100.0 | 98.00 % | – | – | – |" in page
    assert "- **lone**: one that takes long." in page
    for said in ("a machine", "`a command`", "(plot.png)"):
        assert said in page


def test_the_plot_is_drawn(bench, standings, tmp_path):
    bench.plot.draw(standings, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_an_interrupted_benchmark_goes_on_where_it_was(bench, tmp_path):
    made, trained = bench.contenders, []

    def train(_, seed):
        trained.append(seed)
        if seed == 2 and len(trained) == 2:
            raise KeyboardInterrupt
        return made.Training(float(seed), 0.9, (made.Point(0.5, 0.8),))

    contender = made.Contender("it", "what is trained", 2, train)
    data, kept = DataSet("blank", blank(4), 1, blank(2)), tmp_path / "runs.jsonl"
    with pytest.raises(KeyboardInterrupt):
        bench.runs.all_runs([contender], data, kept)
    runs = bench.runs.all_runs([contender], data, kept)
    assert trained == [1, 2, 2]
    assert [(run.seed, run.training.seconds) for run in runs] == [(1, 1.0), (2, 2.0)]
    assert runs[0].training.curve == (made.Point(0.5, 0.8),)


def test_seeds_are_the_outer_loop(bench):
    made, order = bench.contenders, []

    def contender(name, seeds):
        def train(_, seed):
            order.append((name, seed))
            return made.Training(1.0, 0.9)

        return made.Contender(name, "", seeds, train)

    bench.runs.all_runs([contender("a", 2), contender("b", 1)], None, None)
    assert order == [("a", 1), ("b", 1), ("a", 2)]
