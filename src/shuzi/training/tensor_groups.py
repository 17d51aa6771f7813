"""Named tensors of several kinds in one file, as checkpoints hold them: ``<group>.<name>``."""

from collections.abc import Mapping

from torch import Tensor

__all__ = ["grouped", "joined"]


def joined(groups: Mapping[str, Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """All tensors of all groups by their full names, on the CPU, each in one piece of memory."""
    return {
        f"{group}.{name}": tensor.detach().cpu().contiguous()
        for group, named in groups.items()
        for name, tensor in named.items()
    }


def grouped(tensors: Mapping[str, Tensor], group: str) -> dict[str, Tensor]:
    """Those of one group, by their names in it."""
    prefix = f"{group}."
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix)
    }
