import json

import pytest
from filelock import FileLock

from shuzi.batch.inputs import MANIFEST
from shuzi.batch.job import Job
from shuzi.batch.output import JOURNAL, SUMMARY, Output
from shuzi.batch.parts import UNFINISHED, write_part
from shuzi.batch.plan import make_plan
from shuzi.batch.rows import rows_of_readings
from shuzi.errors import OutputError

pytestmark = pytest.mark.usefixtures("small_portions")


@pytest.fixture
def plan(folder):
    return make_plan(str(folder))


@pytest.fixture
def begun(tmp_path, plan, job):
    """A folder with the first of three parts."""
    out = tmp_path / "out"
    with Output.opened(out, plan, job) as output:
        portion = next(plan.portions())
        output.add(write_part(out, portion, rows_of_readings([("a", "b")], "m")))
    return out


def reopen(out, plan, job):
    """Which portions are done."""
    with Output.opened(out, plan, job) as output:
        return [output.is_done(portion) for portion in plan.portions()], output.repaired


def test_what_was_done_is_known_again(begun, plan, job):
    assert reopen(begun, plan, job) == ([True, False, False], [])


def test_a_part_that_was_changed_or_lost_is_not_done(begun, plan, job):
    part = begun / "part-000000.parquet"
    content = part.read_bytes()
    for damaged in (content[:-1], content[:40] + b"!" + content[41:]):
        part.write_bytes(damaged)
        assert reopen(begun, plan, job) == ([False] * 3, [part.name])
    part.unlink()
    assert reopen(begun, plan, job)[0] == [False] * 3


def test_a_record_that_was_not_written_whole_counts_for_nothing(begun, plan, job):
    journal = begun / JOURNAL
    whole = journal.read_text()
    journal.write_text(whole + whole[:30])
    assert reopen(begun, plan, job)[0] == [True, False, False]
    assert journal.read_text() == whole
    journal.write_text(whole[:30])
    assert reopen(begun, plan, job)[0] == [False] * 3


def test_what_a_killed_run_left_unfinished_is_gone(begun, plan, job):
    (begun / UNFINISHED).mkdir()
    (begun / UNFINISHED / ".part-000001-ab.parquet").touch()
    reopen(begun, plan, job)

    assert not (begun / UNFINISHED).exists()


def test_another_model_or_option_is_refused(begun, plan, model):
    for other, said in (
        (Job.of("tiny", single=True, min_confidence=0), "model nearest 1.0"),
        (Job.of(model, min_confidence=0), "single True"),
        (Job.of(model, single=True), "min_confidence 0"),
    ):
        with pytest.raises(OutputError, match=f"was begun with {said}"):
            reopen(begun, plan, other)


def test_another_input_is_refused(begun, folder, job, pngs):
    (folder / "0.png").write_bytes(pngs[0] + b" ")
    with pytest.raises(OutputError, match="changed since, or of another input"):
        reopen(begun, make_plan(str(folder)), job)
    (folder / "9.png").write_bytes(pngs[0])
    with pytest.raises(OutputError, match=r"begun with pictures 8 of .*not with 9"):
        reopen(begun, make_plan(str(folder)), job)


def test_the_input_may_have_another_name(begun, folder, job):
    folder.rename(folder.parent / "moved")

    assert reopen(begun, make_plan(str(folder.parent / "moved")), job)[0][0]


@pytest.mark.parametrize("strange", ["thesis.docx", "part-000000.parquet", "part-one.parquet"])
def test_a_folder_with_files_of_others_is_refused_and_left_alone(tmp_path, plan, job, strange):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / strange).write_text("mine")
    with pytest.raises(OutputError, match=f"holds {strange}"):
        reopen(tmp_path / "out", plan, job)

    assert [path.name for path in (tmp_path / "out").iterdir()] == [strange]


def test_files_of_others_between_the_parts_are_refused(begun, plan, job):
    (begun / "thesis.docx").touch()
    with pytest.raises(OutputError, match=r"holds thesis\.docx"):
        reopen(begun, plan, job)


def test_a_file_is_no_folder(tmp_path, plan, job):
    (tmp_path / "out").touch()
    with pytest.raises(OutputError, match="is a file"):
        reopen(tmp_path / "out", plan, job)


def test_two_runs_at_once_are_refused(begun, plan, job):
    with (
        FileLock(begun / "_lock"),
        pytest.raises(OutputError, match="another run writes to it"),
    ):
        reopen(begun, plan, job)


@pytest.mark.parametrize("name", [MANIFEST, JOURNAL])
@pytest.mark.parametrize("content", ["{}}", "[" * 100_000])
def test_damaged_books_are_told(begun, plan, job, name, content):
    (begun / name).write_text(f"{content}\n")
    with pytest.raises(OutputError, match=f"{name}.* is damaged"):
        reopen(begun, plan, job)


def test_a_journal_leads_to_no_file_outside_of_the_folder(begun, plan, job):
    record = json.loads((begun / JOURNAL).read_text().splitlines()[0])
    (begun / JOURNAL).write_text(json.dumps(record | {"number": "/../../outside"}) + "\n")
    with pytest.raises(OutputError, match=f"{JOURNAL}.* is damaged .number is"):
        reopen(begun, plan, job)


def test_the_summary_is_written_at_the_end(begun, plan, job):
    with Output.opened(begun, plan, job) as output:
        assert not (begun / SUMMARY).exists()
        output.finish({"pictures": 8})

    assert json.loads((begun / SUMMARY).read_text()) == {"pictures": 8}
