"""The networks, by name. Each takes frames as they are and gives logits."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = [
    "CLASSES",
    "NETWORKS",
    "DigitNetwork",
    "Ensemble",
    "build_network",
    "parameter_count",
    "with_shifts",
]

CLASSES = 10

# Mean and standard deviation of MNIST's training pixels over 0 to 255, as the article has them.
PIXEL_MEAN = 0.1307 * 255
PIXEL_DEVIATION = 0.3081 * 255


class DigitNetwork(nn.Module):
    """Layers with the normalisation of pixels before them.

    The normalisation is part of the network, so that whoever runs it, in training, in an exported
    file or in another program, gives it frames as they are and cannot get it wrong.

    Input: frames, uint8 or float over 0 to 255 [N, 1, 28, 28], ink bright on 0.
    Output: logits, float [N, 10].
    """

    pixel_mean: Tensor
    pixel_deviation: Tensor

    def __init__(self, layers: nn.Sequential) -> None:
        super().__init__()
        self.layers = layers
        self.register_buffer("pixel_mean", torch.tensor(PIXEL_MEAN))
        self.register_buffer("pixel_deviation", torch.tensor(PIXEL_DEVIATION))

    def forward(self, frames: Tensor) -> Tensor:
        """Logits [N, 10] of frames [N, 1, 28, 28]."""
        logits: Tensor = self.layers(self.normalised(frames))
        return logits

    def normalised(self, frames: Tensor) -> Tensor:
        """What the layers are given: float of mean 0 and deviation 1 over MNIST's pixels."""
        return (frames.to(torch.float32) - self.pixel_mean) / self.pixel_deviation


class Ensemble(nn.Module):
    """Networks that answer together: the logarithm of their mean probabilities.

    Input and output are those of a :class:`DigitNetwork`.
    """

    def __init__(self, members: Iterable[DigitNetwork]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, frames: Tensor) -> Tensor:
        """Logits [N, 10] of frames [N, 1, 28, 28]."""
        answers = torch.stack([member(frames).log_softmax(1) for member in self.members])
        return answers.logsumexp(0)


class Shifted(nn.Module):
    """A network asked five times: of each frame as it stands and moved to each of four sides.

    It answers with the logarithm of its mean probabilities (as Krizhevsky, Sutskever and Hinton,
    2012, do over crops). Pools and strides see a moved frame in other cells, so that these
    answers differ most where the digit is doubtful.

    Input and output are those of a :class:`DigitNetwork`.
    """

    def __init__(self, network: nn.Module, shift_px: int) -> None:
        super().__init__()
        self.network, self._shift_px = network, shift_px

    def forward(self, frames: Tensor) -> Tensor:
        """Logits [N, 10] of frames [N, 1, 28, 28]."""
        shift = self._shift_px
        rows, columns = frames.shape[-2:]
        padded = functional.pad(frames.to(torch.float32), [shift] * 4)
        corners = ((shift, shift), (0, shift), (2 * shift, shift), (shift, 0), (shift, 2 * shift))
        moved = [padded[..., y : y + rows, x : x + columns] for y, x in corners]
        answers: Tensor = self.network(torch.cat(moved)).log_softmax(1)
        return answers.reshape(len(corners), -1, CLASSES).logsumexp(0)


def lenet_mini() -> nn.Sequential:
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
        nn.Linear(50, CLASSES),
    )


def conv3_bn() -> nn.Sequential:
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
        nn.Linear(32 * 7 * 7, CLASSES),
    )


def lenet_bn() -> nn.Sequential:
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
        nn.Linear(50, CLASSES),
    )


def compact(first: int, others: tuple[int, ...], dense: int) -> nn.Sequential:
    """This project's network for little time: few multiplications, done where they count.

    The margin of two pixels holds no ink of a centred digit worth the time. The first
    convolution halves the resolution at once and a pool halves it again, before batch norm and
    ReLU, so that all that follows runs on 6×6 places.

    Args:
        first: channels of the first convolution, of 5×5.
        others: channels of each that follows, of 3×3.
        dense: width of the dense layer.
    """
    return nn.Sequential(
        nn.ZeroPad2d(-2),
        nn.Conv2d(1, first, 5, stride=2, padding=2, bias=False),
        *_pooled(first),
        *_convolutions(first, others),
        *_answers(others[-1] * 3 * 3, dense),
    )


def pyramid(
    first: int, second: tuple[int, ...], third: tuple[int, ...], dense: int
) -> nn.Sequential:
    """This project's network for accuracy: no pixel of the middle 24×24 is passed over.

    Args:
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
        *_answers(third[-1] * 3 * 3, dense),
    )


def slim(first: int, second: int, third: int) -> nn.Sequential:
    """This project's network for few parameters: no dense layer but the last.

    Its convolutions use each weight in more places than :func:`compact`'s do, at the price of
    more multiplications.

    Args:
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
        nn.Linear(third * 3 * 3, CLASSES),
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


def _answers(inputs: int, dense: int) -> tuple[nn.Module, ...]:
    """From the last maps to logits, by a dense layer between."""
    return (
        nn.Flatten(),
        nn.Linear(inputs, dense, bias=False),
        nn.BatchNorm1d(dense),
        nn.ReLU(),
        nn.Linear(dense, CLASSES),
    )


def _pooled(channels: int) -> tuple[nn.MaxPool2d, nn.BatchNorm2d, nn.ReLU]:
    """A pool, and only then batch norm and ReLU: they run on a quarter of the places."""
    return nn.MaxPool2d(2), nn.BatchNorm2d(channels), nn.ReLU()


NETWORKS: dict[str, Callable[[], nn.Sequential]] = {
    "lenet_mini": lenet_mini,
    "conv3_bn": conv3_bn,
    "lenet_bn": lenet_bn,
    "compact": partial(compact, 32, (64,), 128),
    "compact_narrow": partial(compact, 16, (32,), 128),
    "compact_deep": partial(compact, 24, (64, 64), 128),
    "pyramid": partial(pyramid, 24, (48,), (96,), 128),
    "pyramid_deep": partial(pyramid, 24, (48, 48), (96, 96), 128),
    "slim": partial(slim, 12, 24, 48),
    "slim_narrow": partial(slim, 8, 16, 24),
}


def build_network(name: str) -> DigitNetwork:
    """A network with fresh weights from torch's random state, by its name in ``NETWORKS``."""
    return DigitNetwork(NETWORKS[name]())


def with_shifts(network: nn.Module, shift_px: int) -> nn.Module:
    """The network as it is to answer: itself, or asked of shifted frames too."""
    return Shifted(network, shift_px) if shift_px else network


def parameter_count(network: nn.Module) -> int:
    """How many numbers the network learns."""
    return sum(parameter.numel() for parameter in network.parameters())
