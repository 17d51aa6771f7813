"""Doors for models, checkpoints and recipes."""

from importlib import resources

import numpy as np

from fuzzing.door import Door, Workshop
from shuzi.classifier import METADATA_KEY, Classifier, find_model

__all__ = [
    "checkpoint",
    "checkpoint_description",
    "line_checkpoint",
    "onnx_card",
    "onnx_file",
    "onnx_structure",
    "recipe",
    "summary",
]

_SMALLEST = "tiny"


def onnx_file(workshop: Workshop) -> Door:
    """A model, opened and run."""

    def enter(content: bytes) -> None:
        Classifier(workshop.write("model.onnx", content))

    return Door((find_model(_SMALLEST).read_bytes(),), enter)


def onnx_card(workshop: Workshop) -> Door:
    """What a model says of itself, in a model that is otherwise whole."""
    import onnx

    model = onnx.load(find_model(_SMALLEST))
    card = next(each for each in model.metadata_props if each.key == METADATA_KEY)

    def enter(content: bytes) -> None:
        card.value = content.decode(errors="replace")
        Classifier(workshop.write("model.onnx", model.SerializeToString()))

    return Door((card.value.encode(),), enter)


def onnx_structure(workshop: Workshop) -> Door:
    """A model as ``shuzi model show`` reads it."""
    from shuzi.graphs.graph import load_graph

    def enter(content: bytes) -> None:
        load_graph(workshop.write("model.onnx", content))

    return Door((find_model(_SMALLEST).read_bytes(),), enter)


def checkpoint(workshop: Workshop) -> Door:
    """A checkpoint, and the network that it describes."""
    seed = _checkpoint(workshop)

    def enter(content: bytes) -> None:
        _reopen(workshop, content)

    return Door((seed,), enter)


def checkpoint_description(workshop: Workshop) -> Door:
    """What a checkpoint says of itself, its checksum right."""
    from safetensors import safe_open
    from safetensors.torch import load, save

    from shuzi.training.checkpoint import CHECKSUM_KEY, METADATA_KEY
    from shuzi.training.digest import digest

    whole = _checkpoint(workshop)
    tensors = load(whole)
    with safe_open(workshop.write("whole.safetensors", whole), framework="pt") as file:
        said = file.metadata()[METADATA_KEY]

    def enter(content: bytes) -> None:
        text = content.decode(errors="replace")
        metadata = {METADATA_KEY: text, CHECKSUM_KEY: digest(tensors, text)}
        _reopen(workshop, save(tensors, metadata))

    return Door((said.encode(),), enter)


def line_checkpoint(workshop: Workshop) -> Door:
    """A checkpoint of a training of lines."""
    from torch import nn, optim

    from shuzi.training.lines.checkpoint import Asked, State

    network, asked, rng = nn.Linear(4, 3), Asked(1, 2, 3, 4), np.random.default_rng(1)
    state = State(network, nn.Linear(4, 3), optim.AdamW(network.parameters()), rng)
    network(next(network.parameters()).new_ones(2, 4)).sum().backward()
    state.optimiser.step()
    path = workshop.folder / "lines.safetensors"
    state.save(path, asked, epoch=1)

    def enter(content: bytes) -> None:
        path.write_bytes(content)
        state.restore(path, asked)

    return Door((path.read_bytes(),), enter)


def recipe(workshop: Workshop) -> Door:
    """A recipe in TOML."""
    from shuzi.training.settings import load_recipe

    folder = resources.files("shuzi.training") / "recipes"
    own = b'base = "fast"\npurpose = "mine"\nepochs = 3\noptimiser.learning_rate = 0.1\n'
    shipped = (file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml"))

    def enter(content: bytes) -> None:
        load_recipe(str(workshop.write("mine.toml", content)))

    return Door((own, *shipped), enter)


def summary(workshop: Workshop) -> Door:
    """What a run left in its folder."""
    from shuzi.training.summary import SUMMARY, Summary

    whole = b"""{"recipe": "tiny", "network": "tiny", "parameters": 9, "data": "drawn", "seed": 1,
    "device": "cpu", "epochs": 1, "images": 100, "train_seconds": 1.5, "wall_seconds": 2.5,
    "validation_accuracy": 0.9, "test_accuracy": null, "test_interval": null, "onnx": "m.onnx"}"""

    def enter(content: bytes) -> None:
        workshop.write(SUMMARY, content)
        Summary.load(workshop.folder)

    return Door((whole,), enter)


def _checkpoint(workshop: Workshop) -> bytes:
    import torch

    from shuzi.training.checkpoint import Checkpoint
    from shuzi.training.history import EpochEntry, History, StepEntry
    from shuzi.training.network import build_network
    from shuzi.training.settings import load_recipe

    recipe = load_recipe(_SMALLEST)
    network = build_network(recipe.network).state_dict()
    history = History(1, 2, 0.5, 0.75, [StepEntry(1, 2.25)], [EpochEntry(1, 6, 0.5, 0.75)])
    path = workshop.folder / "whole.safetensors"
    Checkpoint(
        recipe=recipe,
        provenance={"data": "drawn", "classes": "10", "source": "drawn"},
        images=100,
        history=history,
        network=network,
        best=None,
        optimiser={"0.momentum_buffer": torch.zeros(3, 2)},
        random_states={"cpu": torch.get_rng_state()},
        options={"hold_out": True},
    ).save(path)
    return path.read_bytes()


def _reopen(workshop: Workshop, content: bytes) -> None:
    from shuzi.training.checkpoint import load_checkpoint, restore_network
    from shuzi.training.network import build_network

    path = workshop.write("checkpoint.safetensors", content)
    loaded = load_checkpoint(path)
    network = build_network(loaded.recipe.network, loaded.classes)
    restore_network(network, loaded.chosen, path)
