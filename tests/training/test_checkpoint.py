import json
import struct
from dataclasses import replace

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from shuzi.errors import CheckpointError
from shuzi.training.checkpoint import (
    Checkpoint,
    load_checkpoint,
    optimiser_tensors,
    restore_network,
    restore_optimiser,
)
from shuzi.training.digest import digest
from shuzi.training.history import EpochEntry, History, StepEntry
from shuzi.training.network import build_network
from shuzi.training.optimisation import build_optimiser
from shuzi.training.settings import Optimiser


@pytest.fixture
def checkpoint(recipe):
    torch.manual_seed(0)
    network = build_network("compact")
    return Checkpoint(
        recipe=recipe,
        provenance={"data": "bars"},
        images=120,
        history=History(1, 2, 0.5, 0.75, [StepEntry(1, 2.25)], [EpochEntry(1, 6, 0.5, 0.75)]),
        network=network.state_dict(),
        best={name: tensor + 1 for name, tensor in network.state_dict().items()},
        optimiser={"0.momentum_buffer": torch.rand(3, 2)},
        random_states={"cpu": torch.get_rng_state()},
        options={"hold_out": True, "test": False},
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "checkpoint.safetensors"


TENSORS = {"network.x": torch.zeros(1)}


def described(path, metadata):
    save_file(TENSORS, path, metadata=metadata)


def with_checksum(description):
    return {"shuzi": description, "sha256": digest(TENSORS, description)}


def assert_same(ones, others):
    assert ones.keys() == others.keys()
    for name, tensor in ones.items():
        assert torch.equal(tensor, others[name]), name


def test_a_checkpoint_comes_back_as_it_was(checkpoint, path):
    checkpoint.save(path)
    loaded = load_checkpoint(path)
    assert loaded.recipe == checkpoint.recipe
    assert loaded.provenance == checkpoint.provenance
    assert loaded.images == checkpoint.images
    assert loaded.history == checkpoint.history
    for group in ("network", "best", "optimiser", "random_states"):
        assert_same(getattr(loaded, group), getattr(checkpoint, group))


def test_the_chosen_weights_are_the_best_and_else_the_latest(checkpoint, path):
    assert checkpoint.chosen is checkpoint.best
    latest = replace(checkpoint, best=None)
    latest.save(path)
    assert load_checkpoint(path).best is None
    assert_same(load_checkpoint(path).chosen, checkpoint.network)


def test_any_safetensors_reader_can_read_it(checkpoint, path):
    checkpoint.save(path)
    assert_same(
        {f"network.{name}": tensor for name, tensor in checkpoint.network.items()},
        {name: t for name, t in load_file(path).items() if name.startswith("network.")},
    )
    with safe_open(path, framework="np") as file:
        description = json.loads(file.metadata()["shuzi"])
    assert description["format"] == 3
    assert description["recipe"] == checkpoint.recipe.model_dump()
    assert description["provenance"] == {"data": "bars"}
    assert description["history"]["epoch"] == 1


def test_the_file_is_a_header_of_json_and_no_pickle(checkpoint, path):
    checkpoint.save(path)
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    assert json.loads(content[8 : 8 + length]).keys() > {"__metadata__", "random.cpu"}


def test_others_may_read_the_file_as_any_other(checkpoint, path):
    checkpoint.save(path)
    path.with_name("other").touch()
    assert path.stat().st_mode == path.with_name("other").stat().st_mode


def test_what_cannot_be_saved_leaves_the_earlier_checkpoint(checkpoint, path):
    checkpoint.save(path)
    before = path.read_bytes()
    unwritable = replace(checkpoint, provenance={"data": object()})
    with pytest.raises(TypeError, match="JSON"):
        unwritable.save(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_missing_file_is_named(path):
    with pytest.raises(CheckpointError, match="there is no such file") as caught:
        load_checkpoint(path)
    assert caught.value.subject == str(path)


@pytest.mark.parametrize("kept", [0, 5, 200, -1])
def test_a_truncated_file_is_refused(checkpoint, path, kept):
    checkpoint.save(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(CheckpointError, match="is not a whole safetensors file") as caught:
        load_checkpoint(path)
    assert caught.value.subject == str(path)


@pytest.mark.parametrize("place", [-1, -5_000, 500])
def test_a_single_bit_that_turned_over_is_noticed(checkpoint, path, place):
    checkpoint.save(path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(path)
    assert caught.value.subject == str(path)


def test_a_checkpoint_says_what_to_do_where_its_checksum_does_not_match(checkpoint, path):
    checkpoint.save(path)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1  # of the last tensor: the file is a whole safetensors file still
    path.write_bytes(content)
    said = "its checksum is [0-9a-f]{8}…, and [0-9a-f]{8}… when written; use an earlier checkpoint"
    with pytest.raises(CheckpointError, match=said):
        load_checkpoint(path)


def test_what_is_no_safetensors_file_is_refused(path):
    path.write_text("PK" * 100, encoding="utf-8")
    with pytest.raises(CheckpointError, match="is not a whole safetensors file"):
        load_checkpoint(path)


@pytest.mark.parametrize("metadata", [None, {"format": "pt"}])
def test_a_safetensors_file_of_others_is_refused(path, metadata):
    described(path, metadata)
    with pytest.raises(CheckpointError, match="no checkpoint of shuzi's"):
        load_checkpoint(path)


@pytest.mark.parametrize(
    ("description", "cause"),
    [
        ("{", "its description is no JSON"),
        ("[" * 100_000, "its description is no JSON"),
        ("9" * 5_000, "its description is no JSON"),
        ("[]", "its format is not 3"),
        ('{"format": 2}', "its format is not 3"),
        ('{"format": 3}', "its description is damaged .*recipe"),
        ('{"format": 3, "recipe": {}}', "its description is damaged .*provenance"),
    ],
)
def test_a_garbled_description_is_refused(path, description, cause):
    described(path, with_checksum(description))
    with pytest.raises(CheckpointError, match=cause) as caught:
        load_checkpoint(path)
    assert caught.value.subject == str(path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(
            ("history", {}),
            ("history", []),
            ("history", {"steps": [{}]}),
            ("recipe", {"epochs": 0}),
        ),
        ("history", {**History().to_dict(), "epoch": "soon"}),
        *(("provenance", 3), ("provenance", {"data": 3}), ("provenance", {"classes": "many"})),
        *(("provenance", {"classes": "9000000000"}), ("options", {"test": "perhaps"})),
    ],
)
def test_a_damaged_part_of_the_description_is_refused(checkpoint, path, key, value):
    checkpoint.save(path)
    with safe_open(path, framework="np") as file:
        description = json.loads(file.metadata()["shuzi"])
    described(path, with_checksum(json.dumps({**description, key: value})))
    with pytest.raises(CheckpointError, match="its description is damaged"):
        load_checkpoint(path)


def test_another_networks_weights_are_refused(checkpoint):
    with pytest.raises(CheckpointError, match=r"here: its weights do not fit its network \(.+\)"):
        restore_network(build_network("lenet_mini"), checkpoint.network, "here")


def stepped(network, optimiser, times):
    for _ in range(times):
        for number, parameter in enumerate(network.parameters()):
            pull = torch.linspace(-1, 1, parameter.numel()).reshape(parameter.shape)
            parameter.grad = torch.empty_like(parameter).copy_(pull + 0.1 * number)
        optimiser.step()


def channels_last():
    torch.manual_seed(0)
    return build_network("compact").to(memory_format=torch.channels_last)


@pytest.mark.parametrize("name", ["sgd", "adam", "adamw"])
def test_a_restored_optimiser_goes_on_as_if_never_stopped(name, checkpoint, path):
    settings = Optimiser(name=name, learning_rate=0.1, momentum=0.9)
    through = channels_last()
    optimiser = build_optimiser(through, settings)
    stepped(through, optimiser, 2)
    so_far = replace(
        checkpoint, network=through.state_dict(), optimiser=optimiser_tensors(optimiser)
    )
    so_far.save(path)
    stepped(through, optimiser, 2)

    loaded, resumed = load_checkpoint(path), channels_last()
    restore_network(resumed, loaded.network, path)
    fresh = build_optimiser(resumed, settings)
    restore_optimiser(fresh, loaded.optimiser, "checkpoint")
    stepped(resumed, fresh, 2)
    assert_same(resumed.state_dict(), through.state_dict())


def test_an_optimisers_state_that_lacks_a_part_is_refused():
    network = channels_last()
    optimiser = build_optimiser(network, Optimiser(name="adam", learning_rate=0.1))
    stepped(network, optimiser, 1)
    tensors = optimiser_tensors(optimiser)
    del tensors["0.step"]
    fresh = build_optimiser(network, Optimiser(name="adam", learning_rate=0.1))
    with pytest.raises(CheckpointError, match="its optimiser's state does not fit"):
        restore_optimiser(fresh, tensors, "here")
