import io

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("sqlalchemy", reason="needs the extra 'serve'")


@pytest.fixture
def png():
    """A picture file of a shade of grey, of any size."""

    def draw(shade=128, size=(20, 30), kind="PNG"):
        content = io.BytesIO()
        width, height = size
        grey = np.full((height, width), shade, np.uint8)
        grey[height // 2] = 0
        Image.fromarray(grey).save(content, kind)
        return content.getvalue()

    return draw


@pytest.fixture
def store(tmp_path):
    from shuzi.corrections.store import CorrectionStore

    opened = CorrectionStore(f"sqlite:///{tmp_path / 'corrections.db'}")
    yield opened
    opened.close()


@pytest.fixture
def keep(store, png):
    """Keep a correction; its shade tells one crop from another."""
    from shuzi.corrections.crops import Crop
    from shuzi.corrections.store import NewCorrection

    def add(shade, value=7, read=1, **more):
        return store.add(NewCorrection(Crop.of(png(shade)), value, read, **more))

    return add
