import torch

from shuzi.training.tensor_groups import grouped, joined


def test_groups_come_apart_as_they_were_joined():
    groups = {"a": {"b.c": torch.ones(2)}, "ab": {"c": torch.zeros(3, 2).T}, "none": {}}
    tensors = joined(groups)

    assert set(tensors) == {"a.b.c", "ab.c"}
    assert all(tensor.is_contiguous() for tensor in tensors.values())
    assert torch.equal(grouped(tensors, "a")["b.c"], torch.ones(2))
    assert set(grouped(tensors, "ab")) == {"c"}
    assert grouped(tensors, "none") == {}
