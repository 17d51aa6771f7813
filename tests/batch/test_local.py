import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from shuzi.batch.contents import contents_of
from shuzi.batch.hand import DEADLY
from shuzi.batch.job import Job
from shuzi.batch.local import LocalEngine, cores
from shuzi.batch.parts import UNFINISHED
from shuzi.batch.plan import Portion, make_plan
from shuzi.batch.reading import PortionReader
from shuzi.errors import DataSetError, ModelError

pytestmark = pytest.mark.usefixtures("small_portions")


def finished(folder, portions, job, workers=2):
    return [*LocalEngine(workers).finished(job, folder, portions)]


def keys(folder):
    return sorted(ds.dataset(folder).to_table().column("key").to_pylist())


def test_all_portions_are_written_by_processes_of_their_own(tmp_path, tar_file, job):
    portions = [*make_plan(str(tar_file)).portions()]
    records = finished(tmp_path / "out", portions, job)

    assert sorted(record.number for record in records) == [0, 1, 2]
    assert keys(tmp_path / "out") == [f"shard-0.tar/{number:03}.png" for number in range(8)]
    assert sum(record.digits for record in records) == 8


@dataclass(frozen=True)
class DiesOnce:
    """Pictures whose process dies while it loads them for the first time."""

    contents: tuple[bytes, ...]
    mark: Path
    pictures: int = 3
    size: int = 1
    identity: tuple[object, ...] = ()

    def load(self, _):
        if not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return contents_of((str(n), content, None) for n, content in enumerate(self.contents))


def read_or_die(self, contents, read=PortionReader.read):
    """As a decoder may that has a fault of its own."""
    if b"kill" in contents.column("content").to_pylist():
        os.kill(os.getpid(), signal.SIGKILL)
    return read(self, contents)


@dataclass(frozen=True)
class Deadly:
    """Pictures of which one kills the process that reads it."""

    contents: tuple[bytes, ...]
    pictures: int = 4
    size: int = 1
    identity: tuple[object, ...] = ()

    def load(self, _):
        PortionReader.read = read_or_die  # in the other process alone: this one never loads
        return contents_of((str(n), content, None) for n, content in enumerate(self.contents))


@dataclass(frozen=True)
class Broken:
    pictures: int = 1
    size: int = 1
    identity: tuple[object, ...] = ()

    def load(self, _):
        raise DataSetError("a.tar", "is damaged", "make it anew")


def test_a_process_that_is_killed_is_replaced_and_nothing_is_lost(tmp_path, pngs, job):
    once = DiesOnce(tuple(pngs[:3]), tmp_path / "died")
    (record,) = finished(tmp_path / "out", [Portion(0, once, "x")], job, workers=1)

    assert (tmp_path / "died").exists()
    assert (record.rows, record.errors) == (3, 0)
    assert not [*(tmp_path / "out" / UNFINISHED).iterdir()]


def test_a_picture_that_kills_has_an_error_and_the_others_are_read(tmp_path, pngs, job):
    deadly = Deadly((pngs[0], b"kill", pngs[2], b"kill"))
    (record,) = finished(tmp_path / "out", [Portion(0, deadly, "x")], job, workers=1)
    rows = ds.dataset(tmp_path / "out").to_table().to_pylist()

    assert [row["error"] for row in rows] == [None, DEADLY, None, DEADLY]
    assert (record.rows, record.digits) == (4, 2)


def test_the_others_are_finished_before_a_failure_is_raised(tmp_path, tar_file, job):
    good = [*make_plan(str(tar_file)).portions()]
    records = []
    with pytest.raises(DataSetError, match=r"a\.tar: is damaged"):  # noqa: PT012
        for record in LocalEngine(2).finished(
            job, tmp_path / "out", [Portion(9, Broken(), ""), good[0], good[1]]
        ):
            records.append(record.number)  # noqa: PERF401  those before the failure count

    assert 0 in records


def test_a_model_that_is_gone_is_told(tmp_path, tar_file, model):
    mine = tmp_path / "mine.onnx"
    mine.write_bytes(model.read_bytes())
    job = Job.of(mine)
    mine.unlink()
    with pytest.raises(ModelError, match=r"mine\.onnx"):
        finished(tmp_path / "out", make_plan(str(tar_file)).portions(), job)


def test_all_cores_are_used_where_nothing_is_said():
    assert LocalEngine().workers == cores() >= 1
