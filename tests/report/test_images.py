import base64
import io

import numpy as np
import pytest
from PIL import Image

from shuzi.errors import PictureError
from shuzi.report.images import of_file, of_frames


def opened(address):
    kind, content = address.split(",")
    assert kind == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(content)))


def test_frames_stand_side_by_side_as_they_are(read):
    frames = np.stack([record.frame for record in read.records[:3]])

    assert np.array_equal(np.asarray(opened(of_frames(frames))), np.hstack(list(frames)))


def test_a_large_picture_is_made_small_and_a_small_one_is_not(tmp_path):
    Image.new("L", (1800, 300), 255).save(tmp_path / "large.png")
    Image.new("L", (40, 30), 255).save(tmp_path / "small.png")

    assert opened(of_file(tmp_path / "large.png")).size == (360, 60)
    assert opened(of_file(tmp_path / "small.png")).size == (40, 30)


def test_what_is_no_picture_is_told(tmp_path):
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(PictureError):
        of_file(tmp_path / "a.png")
