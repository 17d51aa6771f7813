"""The layers of every network, by name."""

from collections.abc import Callable, Iterator
from functools import partial

from torch import nn

__all__ = ["NETWORKS"]


def lenet_mini(classes: int) -> nn.Sequential:
    """The article's network, 21,840 parameters.

    It gives logits: the article's closing log-softmax, before a cross-entropy that takes the
    log-softmax once more, changes no loss and no answer.
    """
    return nn.Sequential(
        nn.Conv2d(1, 10, 5),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Conv2d(10, 20, 5),
        nn.Dropout2d(),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(320, 50),
        nn.ReLU(),
        nn.Dropout(),
        nn.Linear(50, classes),
    )


def conv3_bn(classes: int) -> nn.Sequential:
    """The article's first MATLAB network: three convolutions with batch norm."""
    return nn.Sequential(
        *_convolution_bn(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        *_convolution_bn(8, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        *_convolution_bn(16, 32, 3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(32 * 7 * 7, classes),
    )


def lenet_bn(classes: int) -> nn.Sequential:
    """The article's second MATLAB network, with pools of stride 2.

    The article's pools have stride 1, which leaves 28×28 maps and makes the first dense layer
    16 times as large: 784,050 parameters where 49,050 read better.
    """
    return nn.Sequential(
        *_convolution_bn(1, 10, 5),
        nn.MaxPool2d(2),
        nn.ReLU(),
        *_convolution_bn(10, 20, 5),
        nn.Dropout(),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(20 * 7 * 7, 50),
        nn.ReLU(),
        nn.Dropout(),
        nn.Linear(50, classes),
    )


def compact(classes: int, *, first: int, others: tuple[int, ...], dense: int) -> nn.Sequential:
    """This project's network for little time: few multiplications, done where they count.

    The margin of two pixels holds no ink of a centred digit worth the time. The first
    convolution halves the resolution at once and a pool halves it again, before batch norm and
    ReLU, so that all that follows runs on 6×6 places.

    Args:
        classes: how many logits it gives.
        first: channels of the first convolution, of 5×5.
        others: channels of each that follows, of 3×3.
        dense: width of the dense layer.
    """
    return nn.Sequential(
        nn.ZeroPad2d(-2),
        nn.Conv2d(1, first, 5, stride=2, padding=2, bias=False),
        *_pooled(first),
        *_convolutions(first, others),
        *_answers(others[-1] * 3 * 3, dense, classes),
    )


def pyramid(
    classes: int, *, first: int, second: tuple[int, ...], third: tuple[int, ...], dense: int
) -> nn.Sequential:
    """This project's network for accuracy: no pixel of the middle 24×24 is passed over.

    Args:
        classes: how many logits it gives.
        first: channels of the first convolution, of 5×5 at 24×24.
        second: channels of each at 12×12, of 3×3.
        third: channels of each at 6×6, of 3×3.
        dense: width of the dense layer.
    """
    return nn.Sequential(
        nn.ZeroPad2d(-2),
        nn.Conv2d(1, first, 5, padding=2, bias=False),
        *_pooled(first),
        *_convolutions(first, second),
        *_convolutions(second[-1], third),
        *_answers(third[-1] * 3 * 3, dense, classes),
    )


def slim(classes: int, *, first: int, second: int, third: int) -> nn.Sequential:
    """This project's network for few parameters: no dense layer but the last.

    Its convolutions use each weight in more places than :func:`compact`'s do, at the price of
    more multiplications.

    Args:
        classes: how many logits it gives.
        first: channels of the first convolution, of 5×5 at 28×28.
        second: channels of the next two, of 3×3 at 14×14.
        third: channels of the last, of 3×3 at 7×7.
    """
    return nn.Sequential(
        nn.Conv2d(1, first, 5, padding=2, bias=False),
        *_pooled(first),
        *_convolutions(first, (second, second)),
        *_convolutions(second, (third,)),
        nn.Flatten(),
        nn.Linear(third * 3 * 3, classes),
    )


def _convolution_bn(inputs: int, outputs: int, kernel: int) -> tuple[nn.Conv2d, nn.BatchNorm2d]:
    """A same-padded convolution; its bias is left to the batch norm."""
    convolution = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
    return convolution, nn.BatchNorm2d(outputs)


def _convolutions(inputs: int, outputs: tuple[int, ...]) -> Iterator[nn.Module]:
    """Convolutions of 3×3, one after the other, the last one pooled."""
    for channels in outputs[:-1]:
        yield from (*_convolution_bn(inputs, channels, 3), nn.ReLU())
        inputs = channels
    yield nn.Conv2d(inputs, outputs[-1], 3, padding=1, bias=False)
    yield from _pooled(outputs[-1])


def _answers(inputs: int, dense: int, classes: int) -> tuple[nn.Module, ...]:
    """From the last maps to logits, by a dense layer between."""
    return (
        nn.Flatten(),
        nn.Linear(inputs, dense, bias=False),
        nn.BatchNorm1d(dense),
        nn.ReLU(),
        nn.Linear(dense, classes),
    )


def _pooled(channels: int) -> tuple[nn.MaxPool2d, nn.BatchNorm2d, nn.ReLU]:
    """A pool, and only then batch norm and ReLU: they run on a quarter of the places."""
    return nn.MaxPool2d(2), nn.BatchNorm2d(channels), nn.ReLU()


NETWORKS: dict[str, Callable[[int], nn.Sequential]] = {
    "lenet_mini": lenet_mini,
    "conv3_bn": conv3_bn,
    "lenet_bn": lenet_bn,
    "compact": partial(compact, first=32, others=(64,), dense=128),
    "compact_narrow": partial(compact, first=16, others=(32,), dense=128),
    "compact_deep": partial(compact, first=24, others=(64, 64), dense=128),
    "pyramid": partial(pyramid, first=24, second=(48,), third=(96,), dense=128),
    "pyramid_deep": partial(pyramid, first=24, second=(48, 48), third=(96, 96), dense=128),
    "slim": partial(slim, first=12, second=24, third=48),
    "slim_narrow": partial(slim, first=8, second=16, third=24),
}
"""Each takes the number of classes."""
