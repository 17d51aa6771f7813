import json
import os
import signal
import subprocess
import sys
import time

import pyarrow.dataset as ds
import pytest

from shuzi.batch.output import SUMMARY
from shuzi.batch.parts import write_part
from shuzi.batch.plan import make_plan
from shuzi.batch.reading import PortionReader
from shuzi.batch.run import run
from shuzi.batch.slices import Shelf
from shuzi.errors import OutputError


class Here:
    """An engine that reads in this very process."""

    def finished(self, job, folder, portions):
        reader = PortionReader(job)
        for portion in portions:
            with Shelf() as shelf:
                yield write_part(folder, portion, reader.read(portion.slice.load(shelf)))


class Nobody:
    """An engine that must not be needed."""

    def finished(self, _job, _folder, portions):
        yield from ()
        assert not [*portions]


@pytest.fixture
def done(tmp_path, folder, job, small_portions):  # noqa: ARG001
    out = tmp_path / "out"
    summary = run(make_plan(str(folder)), job, out, Here())
    return out, summary


def contents(out):
    return {path.name: path.read_bytes() for path in out.glob("part-*")}


def test_every_picture_has_its_row(done):
    out, summary = done
    rows = ds.dataset(out).to_table()

    assert len(set(rows.column("key").to_pylist())) == len(rows) == 8
    assert (summary.pictures, summary.rows, summary.digits, summary.errors) == (8, 8, 8, 0)
    assert json.loads((out / SUMMARY).read_text())["pictures"] == 8
    assert {path.name[0] for path in out.iterdir()} == {"_", "p"}


def test_a_second_run_does_nothing(done, folder, job):
    out, first = done
    before = contents(out)
    summary = run(make_plan(str(folder)), job, out, Nobody())

    assert contents(out) == before
    assert (summary.skipped, summary.pictures, summary.digits) == (8, 8, first.digits)


def test_what_was_damaged_is_made_again(done, folder, job):
    out, _ = done
    before = contents(out)
    (out / "part-000001.parquet").write_bytes(b"PAR1")
    summary = run(make_plan(str(folder)), job, out, Here())

    assert contents(out) == before
    assert summary.repaired == ("part-000001.parquet",)
    assert summary.skipped == 5


def test_progress_is_told_with_what_was_done_before(done, folder, job):
    out, _ = done
    (out / "part-000001.parquet").unlink()
    told = []
    run(make_plan(str(folder)), job, out, Here(), lambda *counts: told.append(counts))

    assert told == [(5, 8), (8, 8)]


def test_another_input_is_refused_before_anything_is_written(done, folder, job, pngs):
    out, _ = done
    before = contents(out)
    (out / "part-000000.parquet").unlink()
    (folder / "more" / "7.png").write_bytes(pngs[0] + b" ")
    with pytest.raises(OutputError, match="part-000002"):
        run(make_plan(str(folder)), job, out, Here())

    assert contents(out) == {name: before[name] for name in before if "0000.p" not in name}


def test_results_may_stand_in_the_folder_that_is_read(folder, job, small_portions):  # noqa: ARG001
    for name in ("a-results", "more/results"):
        run(make_plan(str(folder)), job, folder / name, Here())

    again = run(make_plan(str(folder)), job, folder / "a-results", Nobody())
    assert (again.pictures, again.skipped) == (8, 8)


def test_pandas_and_duckdb_open_the_folder(done):
    out, _ = done
    pandas = pytest.importorskip("pandas")
    duckdb = pytest.importorskip("duckdb")
    table = pandas.read_parquet(out)
    found = duckdb.sql(
        f"select key, unnest(digits).value from read_parquet('{out}/*.parquet')"  # noqa: S608
    ).fetchall()

    assert len(table) == 8
    assert [(row.key, row.digits[0]["value"]) for row in table.itertuples()] == found


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path, folder, job, pngs, small_portions):  # noqa: ARG001
    """The whole program is killed once a part is there; benchmarks/kills.py does so at random."""
    for number in range(40):
        (folder / f"x{number}.png").write_bytes(pngs[number % 8])
    out = tmp_path / "out"
    program = (
        "import sys; from shuzi.batch.slices import Limits;"
        "Limits.of = classmethod(lambda *_: Limits(3, 1e9));"
        "from shuzi.cli import main; main()"
    )
    options = ["--single", "--min-confidence", "0", "--workers", "1", "--model", job.model_file]
    killed = subprocess.Popen(
        [sys.executable, "-c", program, "batch", folder, out, *options],
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    deadline = time.monotonic() + 300
    while not [*out.glob("part-*")] and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    before = contents(out)
    assert before
    summary = run(make_plan(str(folder)), job, out, Here())
    keys = ds.dataset(out).to_table().column("key").to_pylist()

    assert len(set(keys)) == len(keys) == summary.pictures == 48
    assert before.items() <= contents(out).items()
