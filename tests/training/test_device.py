import pytest
import torch

from shuzi.errors import RecipeError
from shuzi.training.device import (
    choose_device,
    random_states,
    restore_random_states,
    working_precision,
)

CPU = torch.device("cpu")


@pytest.fixture
def there(monkeypatch):
    def pretend(*, cuda, mps):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)

    return pretend


@pytest.mark.parametrize(
    ("cuda", "mps", "chosen"),
    [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_auto_takes_the_fastest_there_is(there, cuda, mps, chosen):
    there(cuda=cuda, mps=mps)
    assert choose_device("auto") == torch.device(chosen)


def test_a_device_that_is_there_is_taken(there):
    there(cuda=True, mps=False)
    assert choose_device("cpu") == CPU
    assert choose_device("cuda") == torch.device("cuda")


@pytest.mark.parametrize("name", ["cuda", "mps", "gpu", "cpu0", ""])
def test_a_device_that_is_not_there_is_refused_with_those_that_are(there, name):
    there(cuda=False, mps=False)
    with pytest.raises(RecipeError, match="is not on this machine; choose among cpu"):
        choose_device(name)


def test_random_states_bring_the_same_numbers_back():
    states = random_states(CPU)
    first = torch.rand(5)
    restore_random_states(states, CPU)
    assert torch.equal(torch.rand(5), first)
    assert states.keys() == {"cpu"}
    assert states["cpu"].dtype == torch.uint8


def product():
    return (torch.ones(8, 8) @ torch.ones(8, 8)).dtype


@pytest.mark.parametrize(
    ("name", "has_units", "dtype"),
    [
        ("float32", True, torch.float32),
        ("bfloat16", False, torch.bfloat16),
        ("auto", True, torch.bfloat16),
        ("auto", False, torch.float32),
    ],
)
def test_auto_precision_looks_for_bfloat16_units(monkeypatch, name, has_units, dtype):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": has_units})
    with working_precision(name, CPU):
        assert product() == dtype
    assert product() == torch.float32
