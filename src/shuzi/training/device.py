"""Where to train, and in which precision."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

import torch

from shuzi.errors import RecipeError

__all__ = ["choose_device", "random_states", "restore_random_states", "working_precision"]


def choose_device(name: str) -> torch.device:
    """The device of that name; ``auto`` is CUDA, else MPS, else the CPU.

    Raises:
        RecipeError: there is no such device here.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        return torch.device(next(kind for kind, is_there in there.items() if is_there))
    if not there.get(name, False):
        present = ", ".join(kind for kind, is_there in there.items() if is_there)
        raise RecipeError(f"device {name}", "is not on this machine", f"choose among {present}")
    return torch.device(name)


def working_precision(name: str, device: torch.device) -> AbstractContextManager[object]:
    """The context in which layers run in the precision of that name.

    Bfloat16 doubles the speed where matrix units multiply it, and loses a hundredfold where
    it is emulated: ``auto`` looks for the units.
    """
    if name == "bfloat16" or (name == "auto" and _multiplies_bfloat16(device)):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return nullcontext()


def random_states(device: torch.device) -> dict[str, torch.Tensor]:
    """Torch's random states that a training on ``device`` draws from, uint8 [n] each."""
    states = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(device)
    return states


def restore_random_states(states: Mapping[str, torch.Tensor], device: torch.device) -> None:
    """Put back what :func:`random_states` gave; a device's state is left where it has none."""
    torch.set_rng_state(states["cpu"])
    if device.type == "cuda" and "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"], device)


def _multiplies_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return device.type == "cpu" and bool(torch.cpu.get_capabilities().get("amx_bf16"))
