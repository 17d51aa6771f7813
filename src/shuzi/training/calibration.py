"""Making confidences mean what they say, and setting the one below which an answer is refused."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from shuzi.results import DIGITS

__all__ = ["fit_temperature", "fit_threshold"]

# One in this many right answers may be lost to the threshold.
RIGHT_ANSWERS_PER_LOSS = 5_000

# An answer more likely right than wrong is kept (Chow, "On optimum recognition error and reject
# tradeoff", 1970, where an error costs twice a refusal): a few validation images alone may say
# otherwise.
HIGHEST_THRESHOLD = 0.5


def fit_temperature(logits: NDArray[np.float32], labels: NDArray[np.uint8]) -> float:
    """The temperature that makes the labels likeliest (Guo, Pleiss, Sun and Weinberger, 2017).

    Args:
        logits: of validation images, [N, classes].
        labels: their classes, [N].

    Returns:
        What the logits are to be divided by before the softmax, 0.05 to 20.
    """
    places = np.arange(len(labels))

    def surprise(log_temperature: float) -> float:
        scaled = logits.astype(np.float64) / np.exp(log_temperature)
        return float(-log_softmax(scaled, axis=1)[places, labels].mean())

    limit = np.log(20.0)
    fitted = minimize_scalar(surprise, bounds=(-limit, limit), method="bounded")
    return float(np.exp(fitted.x))


def fit_threshold(
    logits: NDArray[np.float32], labels: NDArray[np.uint8], temperature: float
) -> float:
    """The confidence below which an answer is refused.

    As high as it can be, to one half, while no more than one right digit in 5,000 is lost; what
    is refused beyond these are wrong answers.

    Args:
        logits: of validation images, [N, classes].
        labels: their classes, [N].
        temperature: from :func:`fit_temperature`.

    Returns:
        A confidence, 0 to 0.5; 0 where no answer is right.
    """
    probabilities = softmax(logits / temperature, axis=1)
    right = (probabilities.argmax(axis=1) == labels) & (labels < DIGITS)
    confidences = probabilities.max(axis=1)[right]
    if not len(confidences):
        return 0.0
    lowest_kept = np.sort(confidences)[len(confidences) // RIGHT_ANSWERS_PER_LOSS]
    return min(float(lowest_kept), HIGHEST_THRESHOLD)
