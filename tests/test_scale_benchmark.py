import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("matplotlib", reason="the benchmark draws, which needs the extra 'train'")

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def bench(monkeypatch):
    """The benchmark's modules, which are scripts beside each other and no package."""
    monkeypatch.syspath_prepend(FOLDER)
    names = ("forecast", "processes", "scale_report")
    return SimpleNamespace(**{name: importlib.import_module(name) for name in names})


@pytest.fixture
def points(bench):
    def point(what, kind, seconds, micro, workers=2):
        case = bench.scale_report.Case(what, kind, "handwriting", workers, 1_000)
        return bench.scale_report.Point(case, 2.0, seconds, micro, 300.0)

    return SimpleNamespace(
        beside=[
            *(point("bare", "idx", 1.0, 300.0), point("local", "idx", 2.0, 400.0)),
            *(point("bare", "png", 4.0, 2_000.0), point("local", "png", 5.0, 2_500.0)),
        ],
        curve=[
            *(point("local", "idx", 4.0, 400.0, workers=1), point("local", "idx", 2.0, 400.0)),
            point("ray", "idx", 2.5, 450.0),
        ],
        large=[point("bare", "idx", 1.0, 300.0), point("local", "idx", 2.0, 400.0)],
    )


def test_the_page_says_what_the_points_come_to(bench, points):
    measured = bench.scale_report.Measured(points.beside, points.curve, points.large)
    page = bench.scale_report.page(measured, "a command", 2, "plot.png")

    assert "| local | IDX | handwriting | 2 | 1,000 | 4.0 | 2.0 | 2.0 | 500 | 400 | 300 |" in page
    assert "IDX, handwriting: `local` reads at 75% of the bare rate by processor time, 50%" in page
    assert "PNG, handwriting: `local` reads at 80% of the bare rate by processor time, 80%" in page
    assert "`ray` reads at 80% of the\nrate of `local`" in page
    # 400 µs for each of 10^9, at 80 % of the rate: 138,889 core hours in 1,000.
    assert "| IDX | 139 | 0.3 | 6 |" in page
    for said in ("`a command`", "(plot.png)"):
        assert said in page


def test_the_plot_is_drawn(bench, points, tmp_path):
    bench.scale_report.draw(points.curve, tmp_path / "plot.png")

    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
