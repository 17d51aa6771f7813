import os
import stat
import subprocess
import sys

import pytest

from shuzi.files import remove_leftovers, write_bytes, write_text, written_whole


class FailedError(Exception):
    pass


def fail_after_half(path, failure=FailedError):
    with written_whole(path) as beside:
        beside.write_text("half")
        raise failure


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_is_there_and_nothing_else(tmp_path):
    write_bytes(tmp_path / "a.bin", b"\0\xff")
    write_text(tmp_path / "b.txt", "数字\n")

    assert (tmp_path / "a.bin").read_bytes() == b"\0\xff"
    assert (tmp_path / "b.txt").read_bytes() == "数字\n".encode()
    assert names_in(tmp_path) == ["a.bin", "b.txt"]


def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "model.onnx"
    path.write_text("old")
    with pytest.raises(FailedError):
        fail_after_half(path)

    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["model.onnx"]


def test_a_failure_leaves_no_new_file(tmp_path):
    with pytest.raises(FailedError):
        fail_after_half(tmp_path / "model.onnx")

    assert names_in(tmp_path) == []


def test_an_interruption_is_a_failure_too(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fail_after_half(tmp_path / "a", KeyboardInterrupt)

    assert names_in(tmp_path) == []


def test_until_the_block_ends_the_old_file_is_seen(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with written_whole(path) as beside:
        beside.write_text("new")
        assert path.read_text() == "old"

    assert path.read_text() == "new"


def test_the_path_to_write_to_lies_beside_hidden_and_keeps_the_suffix(tmp_path):
    with written_whole(tmp_path / "a.tar.gz") as beside:
        assert beside.parent == tmp_path
        assert beside.name.startswith(".")
        assert beside.suffix == ".gz"


def test_missing_folders_are_made(tmp_path):
    write_text(tmp_path / "new" / "deeper" / "a.txt", "a")

    assert (tmp_path / "new" / "deeper" / "a.txt").read_text() == "a"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask")
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_permissions_follow_the_umask_whatever_the_writer_sets(tmp_path, umask):
    before = os.umask(umask)
    try:
        with written_whole(tmp_path / "a") as beside:
            beside.chmod(0o600)  # as safetensors does
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o666 & ~umask


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path):
    path = tmp_path / "a [1].json"
    kept = {"a [1].json", ".a [1]-0123abc.json", ".a [1]-0123abcg.json", ".b-0123abcd.json"}
    for name in (*kept, ".a [1]-0123abcd.json", ".a [1]-ffffffff.json"):
        (tmp_path / name).touch()
    remove_leftovers(path)
    assert set(names_in(tmp_path)) == kept


def test_nothing_that_is_killed_while_it_writes_can_be_taken_for_whole(tmp_path):
    path = tmp_path / "model.onnx"
    path.write_text("old")
    program = f"""
import os, pathlib, signal
from shuzi.files import written_whole
with written_whole(pathlib.Path({str(path)!r})) as beside:
    beside.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", program], check=False)
    assert ended.returncode != 0
    assert path.read_text() == "old"
    assert len(names_in(tmp_path)) == 2
    remove_leftovers(path)
    assert names_in(tmp_path) == ["model.onnx"]


def test_what_is_written_in_a_workshop_is_seen_only_when_it_is_whole(tmp_path):
    with written_whole(tmp_path / "out" / "a.bin", tmp_path / "out" / "_workshop") as beside:
        beside.write_bytes(b"half")
        assert names_in(tmp_path / "out") == ["_workshop"]

    assert (tmp_path / "out" / "a.bin").read_bytes() == b"half"
    assert names_in(tmp_path / "out" / "_workshop") == []
