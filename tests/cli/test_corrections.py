import io
import sys

import pytest
from PIL import Image

pytest.importorskip("sqlalchemy", reason="needs the extra 'serve'")


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """Two corrections in the database that the variable names."""
    from shuzi.corrections.crops import Crop
    from shuzi.corrections.store import CorrectionStore, NewCorrection

    monkeypatch.setenv("SHUZI_DATABASE_URL", f"sqlite:///{tmp_path / 'corrections.db'}")
    store = CorrectionStore()
    for shade, value in ((1, 7), (2, None)):
        content = io.BytesIO()
        Image.new("L", (20, 30), shade).save(content, "PNG")
        store.add(NewCorrection(Crop.of(content.getvalue()), value, 1))
    yield
    store.close()


def test_they_are_listed_the_newest_first(shuzi):
    lines = shuzi("corrections", "list").out.splitlines()

    assert lines[0] == "id,value,read,created"
    assert [line.split(",")[:3] for line in lines[1:]] == [["2", "", "1"], ["1", "7", "1"]]
    assert len(shuzi("corrections", "list", "--limit", "1").out.splitlines()) == 2


def test_what_is_exported_can_be_evaluated(shuzi, tmp_path):
    ended = shuzi("corrections", "export", tmp_path / "mine")

    assert (ended.code, ended.out) == (0, f"{tmp_path / 'mine'}\n")
    assert shuzi("evaluate", "--data", tmp_path / "mine", "--model", "tiny").code == 0


def test_they_are_deleted_by_id(shuzi):
    assert shuzi("corrections", "delete", 1).code == 0
    assert len(shuzi("corrections", "list").out.splitlines()) == 2

    ended = shuzi("corrections", "delete", 1)
    assert ended.code == 2
    assert "no correction 1" in ended.err


def test_all_are_deleted_only_where_that_is_said(shuzi):
    assert shuzi("corrections", "delete").code == 2
    assert shuzi("corrections", "delete", "--all", 1).code == 2
    assert shuzi("corrections", "delete", "--all").code == 0
    assert shuzi("corrections", "list").out == "id,value,read,created\n"


def test_without_the_extra_it_says_how_to_install_it(shuzi, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    for name in ("store", "database", "tables"):
        monkeypatch.delitem(sys.modules, f"shuzi.corrections.{name}", raising=False)
    ended = shuzi("corrections", "list")

    assert ended.code == 2
    assert 'pip install -c constraints.txt ".[serve]"' in ended.err
