from dataclasses import replace

import pytest
from PIL import Image

from shuzi.reader import Reader
from shuzi.report.speed import measure_speed


def test_frames_are_timed_alone_and_many_at_once(read):
    speed = measure_speed(Reader("tiny"), 2, read.records)

    assert 0 < speed.one < 1_000
    assert 0 < speed.many < 1_000
    assert speed.picture is None
    assert speed.threads == 2


@pytest.mark.parametrize("is_single", [True, False])
def test_pictures_are_timed_from_their_files(read, tmp_path, is_single):
    Image.fromarray(read.records[0].frame).save(tmp_path / "0.png")
    record = replace(read.records[0], path=tmp_path / "0.png")
    if not is_single:
        record = replace(record, probabilities=None, frame=None)

    assert measure_speed(Reader("tiny"), 1, [record] * 40).picture > 0
