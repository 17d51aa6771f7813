"""Batch norms whose batch is spread over several processes."""

from typing import Any

import torch
from torch import Tensor, nn

from shuzi.training.ranks import Ranks

__all__ = ["share_norms"]


def share_norms(network: nn.Module, ranks: Ranks) -> None:
    """Have the network's batch norms take the statistics of all ranks' parts of a batch.

    Theirs are then the numbers of one process with the whole batch, but for the last bits. Where
    there is one process, the network stays as it is.
    """
    if ranks.alone:
        return
    for name, layer in network.named_children():
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            shared = SharedNorm(layer.num_features, layer.eps, ranks)
            shared.load_state_dict(layer.state_dict())
            setattr(network, name, shared)
        else:
            share_norms(layer, ranks)


class SharedNorm(nn.SyncBatchNorm):
    """A batch norm over all ranks; torch's own knows no CPU.

    Input and output: float [N, C] or [N, C, H, W].
    """

    momentum: float
    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, channels: int, eps: float, ranks: Ranks) -> None:
        super().__init__(channels, eps)
        self.ranks = ranks

    def forward(self, values: Tensor) -> Tensor:
        """The values, normalised over the images of all ranks, and over places."""
        if not self.training or values.device.type != "cpu":
            normalised: Tensor = super().forward(values)
            return normalised
        outcome: Tensor
        outcome, mean, variance, count = _Normalised.apply(  # type: ignore[no-untyped-call]
            values.float(), self.weight, self.bias, self
        )
        with torch.no_grad():
            self.num_batches_tracked += 1
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * count / (count - 1), self.momentum)
        return outcome


class _Normalised(torch.autograd.Function):
    """Batch normalisation (Ioffe and Szegedy, 2015), its means taken over all ranks."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401  torch's, which has no public type
        values: Tensor,
        weight: Tensor,
        bias: Tensor,
        norm: SharedNorm,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Normalised values, and mean, variance and count of what stands in each channel."""
        axes, ranks = _all_but_channels(values), norm.ranks
        variance, mean = torch.var_mean(values, axes, correction=0)
        # Every rank's own, a row each: variances far smaller than squared means lose no digits.
        rows = values.new_zeros(ranks.size, 3, len(mean))
        rows[ranks.rank] = torch.stack(
            [mean, variance, torch.full_like(mean, values.numel() / len(mean))]
        )
        means, variances, counts = ranks.sum(rows).unbind(1)
        count = counts.sum(0)
        mean = (counts * means).sum(0) / count
        variance = (counts * (variances + (means - mean) ** 2)).sum(0) / count
        inverse = (variance + norm.eps).rsqrt()
        centred = (values - _along(mean, values)) * _along(inverse, values)
        ctx.save_for_backward(centred, weight, inverse, count)
        ctx.ranks = ranks
        outcome = torch.addcmul(_along(bias, values), centred, _along(weight, values))
        ctx.mark_non_differentiable(mean, variance, count)
        return outcome, mean, variance, count

    @staticmethod
    def backward(
        ctx: Any,  # noqa: ANN401  as above
        slope: Tensor,
        *_: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, None]:
        """Slopes by the values, the weight and the bias; the last two of this rank's part."""
        centred, weight, inverse, count = ctx.saved_tensors
        axes = _all_but_channels(slope)
        by_weight, by_bias = (slope * centred).sum(axes), slope.sum(axes)
        both = ctx.ranks.sum(torch.stack([by_weight, by_bias])) / count
        pulled = torch.addcmul(_along(both[1], slope), centred, _along(both[0], slope))
        by_values = (slope - pulled) * _along(weight * inverse, slope)
        return by_values, by_weight, by_bias, None


def _all_but_channels(values: Tensor) -> list[int]:
    return [axis for axis in range(values.ndim) if axis != 1]


def _along(channels: Tensor, values: Tensor) -> Tensor:
    """One number a channel, in a shape that goes with the values."""
    return channels.reshape(1, -1, *[1] * (values.ndim - 2))
