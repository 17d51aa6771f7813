"""Networks that take frames as they are and give logits."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional

from shuzi.results import DIGITS
from shuzi.training.architectures import NETWORKS

__all__ = [
    "DigitNetwork",
    "Ensemble",
    "build_network",
    "parameter_count",
    "with_shifts",
]

# Mean and standard deviation of MNIST's training pixels over 0 to 255, as the article has them.
PIXEL_MEAN = 0.1307 * 255
PIXEL_DEVIATION = 0.3081 * 255


class DigitNetwork(nn.Module):
    """Layers with the normalisation of pixels before them.

    The normalisation is part of the network, so that whoever runs it, in training, in an exported
    file or in another program, gives it frames as they are and cannot get it wrong.

    Input: frames, uint8 or float over 0 to 255 [N, 1, 28, 28], ink bright on 0.
    Output: logits, float [N, classes].
    """

    pixel_mean: Tensor
    pixel_deviation: Tensor

    def __init__(self, layers: nn.Sequential) -> None:
        super().__init__()
        self.layers = layers
        self.register_buffer("pixel_mean", torch.tensor(PIXEL_MEAN))
        self.register_buffer("pixel_deviation", torch.tensor(PIXEL_DEVIATION))

    def forward(self, frames: Tensor) -> Tensor:
        """Logits [N, classes] of frames [N, 1, 28, 28]."""
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
        """Logits [N, classes] of frames [N, 1, 28, 28]."""
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
        """Logits [N, classes] of frames [N, 1, 28, 28]."""
        shift = self._shift_px
        rows, columns = frames.shape[-2:]
        padded = functional.pad(frames.to(torch.float32), [shift] * 4)
        corners = ((shift, shift), (0, shift), (2 * shift, shift), (shift, 0), (shift, 2 * shift))
        moved = [padded[..., y : y + rows, x : x + columns] for y, x in corners]
        answers: Tensor = self.network(torch.cat(moved)).log_softmax(1)
        return answers.reshape(len(corners), -1, answers.shape[1]).logsumexp(0)


def build_network(name: str, classes: int = DIGITS) -> DigitNetwork:
    """A network of that name, with fresh weights from torch's random state."""
    return DigitNetwork(NETWORKS[name](classes))


def with_shifts(network: nn.Module, shift_px: int) -> nn.Module:
    """The network as it is to answer: itself, or asked of shifted frames too."""
    return Shifted(network, shift_px) if shift_px else network


def parameter_count(network: nn.Module) -> int:
    """How many numbers the network learns."""
    return sum(parameter.numel() for parameter in network.parameters())
