import pytest
import torch

from shuzi.training.digest import digest

TENSORS = {
    "a": torch.arange(24.0).reshape(1, 2, 3, 4),
    "b": torch.tensor(7),
    "none": torch.empty(0),
}


def test_neither_order_nor_layout_changes_it():
    other = dict(reversed(TENSORS.items()))
    other["a"] = other["a"].to(memory_format=torch.channels_last)
    assert digest(other) == digest(TENSORS)
    assert len(digest(TENSORS)) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"a": TENSORS["a"] + 1e-6},
        {"a": TENSORS["a"].reshape(24)},
        {"a": TENSORS["a"].view(torch.int32)},
        {"c": torch.tensor(7)},
    ],
    ids=["value", "shape", "type", "name"],
)
def test_anything_else_changes_it(change):
    assert digest({**TENSORS, **change}) != digest(TENSORS)
    assert digest(TENSORS, "text") != digest(TENSORS)
