"""Checkpoints: safetensors with the settings and the provenance inside, never a pickle."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from pydantic import BaseModel, field_validator
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn, optim

from shuzi.errors import CheckpointError, RecipeError
from shuzi.files import written_whole
from shuzi.json_text import parse_json
from shuzi.results import DIGITS
from shuzi.training.digest import digest
from shuzi.training.history import History
from shuzi.training.settings import Recipe, recipe_from
from shuzi.training.tensor_groups import grouped, joined

__all__ = [
    "Checkpoint",
    "load_checkpoint",
    "optimiser_tensors",
    "restore_network",
    "restore_optimiser",
]

# A key of the file's metadata, and the version of what stands under it.
METADATA_KEY = "shuzi"
FORMAT = 3
# Another: of the tensors and of that.
CHECKSUM_KEY = "sha256"


_MOST_CLASSES = 1_000  # a network of more would take memory before its weights are looked at


class _Description(BaseModel):
    """What stands beside the tensors; what is in the recipe and in the history is checked there."""

    recipe: dict[str, Any]
    provenance: dict[str, str]
    images: int
    history: dict[str, Any]
    options: dict[str, bool]

    @field_validator("provenance")
    @classmethod
    def _tells_classes(cls, provenance: dict[str, str]) -> dict[str, str]:
        classes = provenance.get("classes", str(DIGITS))
        if classes not in map(str, range(DIGITS, _MOST_CLASSES + 1)):
            raise ValueError(f"classes is {classes}; allowed: {DIGITS} to {_MOST_CLASSES:,}")
        return provenance


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A training at one moment.

    Attributes:
        recipe: its settings.
        provenance: data set, version, device and the like, as plain text.
        images: how many it is trained on.
        history: how far it has come.
        network: the weights and buffers by name.
        best: the weights and buffers of the best epoch by validation; None where there is none.
        optimiser: the optimiser's tensors, as :func:`optimiser_tensors` names them.
        random_states: torch's random state by kind of device, uint8 [n].
        selection: the selector's tensors; empty where losses select nothing.
        options: how the run was asked for beside its recipe; a resumed one goes on so.
    """

    recipe: Recipe
    provenance: Mapping[str, str]
    images: int
    history: History
    network: Mapping[str, Tensor]
    best: Mapping[str, Tensor] | None
    optimiser: Mapping[str, Tensor]
    random_states: Mapping[str, Tensor]
    selection: Mapping[str, Tensor] = field(default_factory=dict)
    options: Mapping[str, bool] = field(default_factory=dict)

    @property
    def chosen(self) -> Mapping[str, Tensor]:
        """The weights to use: the best by validation, or else the latest."""
        return self.network if self.best is None else self.best

    @property
    def classes(self) -> int:
        """How many the network tells apart."""
        return int(self.provenance.get("classes", DIGITS))

    def check_fits(self, recipe: Recipe, images: int, subject: str) -> None:
        """Make sure that a training with that recipe on so many images can go on from here.

        Raises:
            CheckpointError: it belongs to other settings or other data; ``subject`` names it.
        """
        ours, theirs = recipe.model_dump(), self.recipe.model_dump()
        different = [key for key in ours if ours[key] != theirs[key]]
        if different:
            raise CheckpointError(
                subject,
                f"was made with other settings ({', '.join(different)})",
                "resume with its own recipe, or start a new run",
            )
        if self.images != images:
            raise CheckpointError(
                subject,
                f"is of a training on {self.images:,} images, not {images:,}",
                "resume with its own data, and with --all only where it began so",
            )

    def save(self, path: Path) -> None:
        """Write the checkpoint to ``path``, whole or not at all."""
        groups = {
            "network": self.network,
            "best": self.best or {},
            "optimiser": self.optimiser,
            "random": self.random_states,
            "selection": self.selection,
        }
        tensors = joined(groups)
        description = {
            "format": FORMAT,
            "recipe": self.recipe.model_dump(),
            "provenance": dict(self.provenance),
            "images": self.images,
            "options": dict(self.options),
            "history": self.history.to_dict(),
        }
        text = json.dumps(description)
        metadata = {METADATA_KEY: text, CHECKSUM_KEY: digest(tensors, text)}
        with written_whole(path) as beside:
            save_file(tensors, beside, metadata=metadata)


def load_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint in the file ``path``, its tensors on the CPU.

    Raises:
        CheckpointError: the file is missing, damaged, also where only its checksum tells so, or
            not a shuzi checkpoint.
    """
    if not path.is_file():
        raise CheckpointError(path, "there is no such file", "give a run's checkpoint.safetensors")
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            path, f"is not a whole safetensors file ({error})", "use an earlier checkpoint"
        ) from error
    plain = _description(path, metadata)
    _check_whole(path, metadata, tensors)
    best = grouped(tensors, "best")
    try:
        description = _Description.model_validate(plain)
        checkpoint = Checkpoint(
            recipe=recipe_from(description.recipe, str(path)),
            provenance=description.provenance,
            images=description.images,
            history=History.from_dict(description.history),
            network=grouped(tensors, "network"),
            best=best or None,
            optimiser=grouped(tensors, "optimiser"),
            random_states=grouped(tensors, "random"),
            selection=grouped(tensors, "selection"),
            options=description.options,
        )
    except (KeyError, ValueError, RecipeError) as error:
        raise CheckpointError(
            path, f"its description is damaged ({_on_one_line(error)})", "use an earlier checkpoint"
        ) from error
    if "cpu" not in checkpoint.random_states:
        raise CheckpointError(path, "holds no random state", "use an earlier checkpoint")
    return checkpoint


def optimiser_tensors(optimiser: optim.Optimizer) -> dict[str, Tensor]:
    """The optimiser's state as named tensors: ``<parameter's number>.<name>``."""
    state: dict[int, dict[str, Tensor]] = optimiser.state_dict()["state"]
    return {
        f"{number}.{name}": tensor
        for number, named in state.items()
        for name, tensor in named.items()
    }


def restore_optimiser(
    optimiser: optim.Optimizer, tensors: Mapping[str, Tensor], subject: str | Path
) -> None:
    """Put the state that :func:`optimiser_tensors` gave into a fresh optimiser.

    Raises:
        CheckpointError: it is another network's.
    """
    parameters = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    try:
        for dotted, tensor in tensors.items():
            number, name = dotted.split(".", 1)
            laid_out = _laid_out_as(parameters[int(number)], tensor)
            state.setdefault(int(number), {})[name] = laid_out
        optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
    except (IndexError, KeyError, ValueError) as error:
        raise CheckpointError(
            subject, f"its optimiser's state does not fit ({error})", "use an earlier checkpoint"
        ) from error


def restore_network(network: nn.Module, weights: Mapping[str, Tensor], subject: str | Path) -> None:
    """Put ``weights`` into ``network``.

    Raises:
        CheckpointError: they are another network's.
    """
    try:
        network.load_state_dict(dict(weights))
    except RuntimeError as error:
        cause = str(error).splitlines()[-1].strip()
        raise CheckpointError(
            subject, f"its weights do not fit its network ({cause})", "use an earlier checkpoint"
        ) from error


def _laid_out_as(parameter: Tensor, tensor: Tensor) -> Tensor:
    """The tensor in the parameter's order of memory, where it has the parameter's shape.

    Fused optimisers run through both as they lie, and files hold rows first, not channels last.
    """
    if tensor.shape != parameter.shape:
        return tensor
    return torch.empty_like(parameter).copy_(tensor)


def _description(path: Path, metadata: Mapping[str, str]) -> dict[str, Any]:
    remedy = "give a checkpoint that shuzi wrote"
    if METADATA_KEY not in metadata:
        raise CheckpointError(path, "is a safetensors file, but no checkpoint of shuzi's", remedy)
    try:
        description = parse_json(metadata[METADATA_KEY])
    except ValueError as error:
        raise CheckpointError(path, f"its description is no JSON ({error})", remedy) from error
    if not isinstance(description, dict) or description.get("format") != FORMAT:
        raise CheckpointError(path, f"its format is not {FORMAT}", "use the shuzi that wrote it")
    return description


def _on_one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _check_whole(path: Path, metadata: Mapping[str, str], tensors: Mapping[str, Tensor]) -> None:
    """Make sure that what stands in the file is what was written."""
    is_now, was = digest(tensors, metadata[METADATA_KEY]), metadata.get(CHECKSUM_KEY)
    if is_now != was:
        raise CheckpointError(
            path,
            f"is damaged: its checksum is {is_now[:8]}…, and {(was or 'none')[:8]}… when written",
            "use an earlier checkpoint or a copy, and check the disk",
        )
