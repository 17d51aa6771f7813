import io
import tarfile

import numpy as np
import pytest
from PIL import Image

from shuzi import idx
from shuzi.synthesis.digits import draw_digits

pytest.importorskip("pyarrow", reason="needs the extra 'batch'")

VALUES = np.array([3, 1, 4, 1, 5, 9, 2, 6], np.uint8)


@pytest.fixture(scope="session")
def frames():
    """Some digits as MNIST has them."""
    return draw_digits(VALUES, seed=4)


@pytest.fixture(scope="session")
def pngs(frames):
    """The same as files of pictures, dark on light and with more paper around."""
    return [png(255 - np.pad(frame, 12)) for frame in frames]


def png(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def folder(tmp_path, pngs):
    """A folder with them, some in a folder of their own."""
    path = tmp_path / "pictures"
    (path / "more").mkdir(parents=True)
    for number, content in enumerate(pngs):
        (path / ("more" if number > 4 else "") / f"{number}.png").write_bytes(content)
    (path / "notes.txt").write_text("no picture")
    (path / ".hidden.png").write_bytes(pngs[0])
    return path


@pytest.fixture
def idx_file(tmp_path, frames):
    path = tmp_path / "digits-images-idx3-ubyte"
    idx.write(path, frames)
    return path


@pytest.fixture
def tar_file(tmp_path, pngs):
    path = tmp_path / "shard-0.tar"
    _write_tar(path, pngs)
    return path


@pytest.fixture
def write_tar():
    return _write_tar


def _write_tar(path, pngs, mode="w"):
    """As webdataset has them: a picture and its class beside it."""
    with tarfile.open(path, mode) as archive:
        for number, content in enumerate(pngs):
            for ending, held in (("png", content), ("cls", b"7")):
                member = tarfile.TarInfo(f"{number:03}.{ending}")
                member.size = len(held)
                archive.addfile(member, io.BytesIO(held))


@pytest.fixture(scope="session")
def job(model):
    """Digits, one a picture, by the model that knows ten of them."""
    from shuzi.batch.job import Job

    return Job.of(model, single=True, min_confidence=0)


@pytest.fixture
def small_portions(monkeypatch):
    """Of three pictures at most."""
    from shuzi.batch.slices import Limits

    monkeypatch.setattr(Limits, "of", classmethod(lambda *_: Limits(3, 1e9)))
