import shutil

import pytest

from shuzi.batch.plan import make_plan
from shuzi.errors import DataSetError

pytestmark = pytest.mark.usefixtures("small_portions")


def test_portions_are_the_same_each_time_and_differ_from_each_other(folder, idx_file, tar_file):
    for path in (idx_file, tar_file):
        shutil.move(path, folder / path.name)
    plan = make_plan(str(folder))
    first, again = [*plan.portions()], [*plan.portions()]

    assert plan.pictures == 24
    assert [portion.slice.pictures for portion in first] == [3, 2, 3, 3, 2, 3, 3, 2, 3]
    assert first == again
    assert [portion.number for portion in first] == [*range(9)]
    assert len({portion.digest for portion in first}) == 9


def test_a_picture_that_has_changed_changes_its_portion_alone(folder, pngs):
    before = [portion.digest for portion in make_plan(str(folder)).portions()]
    (folder / "more" / "7.png").write_bytes(pngs[0] + b" ")
    after = [portion.digest for portion in make_plan(str(folder)).portions()]

    assert [a == b for a, b in zip(before, after, strict=True)] == [True, True, False]


def test_a_damaged_file_among_others_is_told_and_the_others_are_planned(folder):
    (folder / "a.tar").write_bytes(b"no tar at all" * 100)
    plan = make_plan(str(folder))

    assert plan.pictures == 8
    assert [failure.subject for failure in plan.failures] == [str(folder / "a.tar")]


def test_where_nothing_can_be_read_the_reason_is_raised(tmp_path):
    (tmp_path / "a.tar").write_bytes(b"no tar at all" * 100)
    with pytest.raises(DataSetError, match="is damaged"):
        make_plan(str(tmp_path / "a.tar"))


def test_an_archive_without_pictures_is_told(tmp_path, write_tar):
    write_tar(tmp_path / "a.tar", [])
    with pytest.raises(DataSetError, match="holds no pictures"):
        make_plan(str(tmp_path / "a.tar"))
