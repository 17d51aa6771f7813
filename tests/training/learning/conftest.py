import cv2
import numpy as np
import pytest

from shuzi.datasets import LabelledImages
from shuzi.synthesis.digits import draw_digits

CROSS = 4  # what the crosses are said to be


def drawn(count, seed):
    labels = (np.arange(count) % 10).astype(np.uint8)
    return LabelledImages(draw_digits(labels, seed), labels)


@pytest.fixture(scope="session")
def known():
    """Digits that the shipped model reads, most of them."""
    return drawn(200, seed=5)


def crosses(count, seed):
    """Crosses, which no digit is, each a little other than the last."""
    random = np.random.default_rng(seed)
    images = np.zeros((count, 28, 28), np.uint8)
    for image in images:
        left, top, right, bottom = random.integers((4, 4, 20, 20), (9, 9, 25, 25)).tolist()
        cv2.line(image, (left, top), (right, bottom), 255, 2, cv2.LINE_AA)
        cv2.line(image, (left, bottom), (right, top), 255, 2, cv2.LINE_AA)
    return LabelledImages(images, np.full(count, CROSS, np.uint8))


@pytest.fixture(scope="session")
def stranger():
    """Crosses that somebody writes for a 4."""
    return crosses(24, seed=1)
