"""Weights that know the data before the first step."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from shuzi.training.network import DigitNetwork

__all__ = ["set_filters_from_patches"]

# Some 300,000 patches: enough for stable statistics, in a hundredth of a second.
_IMAGES = 500
# Added to the variance along each component: the last ones, all but noise, are not blown up.
_VARIANCE_FLOOR = 0.01


def set_filters_from_patches(network: DigitNetwork, images: Tensor) -> None:
    """Set the first convolution's filters to whitened principal components of image patches.

    One half are the components of the largest variance, each scaled to answer with variance one;
    the other half their negatives, so that after a ReLU nothing is lost. Filters beyond twice the
    number of pixels in a patch stay as they are. (Coates and Ng, 2012; in this form: Page, 2018,
    and Jordan, 2024.)

    Args:
        network: whose first layer with weights is a convolution of one channel.
        images: training images, uint8 [N, H, W]; the first 500 are looked at.
    """
    convolution = next(layer for layer in network.modules() if isinstance(layer, nn.Conv2d))
    side, outputs = convolution.kernel_size[0], convolution.out_channels
    with torch.no_grad():
        pixels = network.normalised(images[:_IMAGES].unsqueeze(1))
        patches = functional.unfold(pixels, side).transpose(1, 2).reshape(-1, side * side)
        variances, components = torch.linalg.eigh(torch.cov(patches.T))
        # From the largest variance down, one component a row.
        scale = (variances + _VARIANCE_FLOOR).rsqrt().unsqueeze(0)
        halves = (components * scale).flip(1).T[: outputs // 2]
        filters = torch.cat([halves, -halves]).reshape(-1, 1, side, side)
        convolution.weight[: len(filters)] = filters
