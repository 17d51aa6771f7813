import pytest
import torch
from torch.nn import functional

from shuzi.training.network import build_network
from shuzi.training.ranks import Ranks
from shuzi.training.validation import measure

CPU = torch.device("cpu")


def test_batches_change_neither_loss_nor_accuracy(validation):
    torch.manual_seed(0)
    network = build_network("lenet_bn")
    loss, accuracy = measure(network, validation, 7, CPU, Ranks())
    assert not network.training
    with torch.no_grad():
        logits = network(torch.tensor(validation.images).unsqueeze(1))
    labels = torch.tensor(validation.labels).long()
    assert loss == pytest.approx(functional.cross_entropy(logits, labels).item(), rel=1e-5)
    assert accuracy == (logits.argmax(1) == labels).double().mean().item()
