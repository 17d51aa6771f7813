import torch

from shuzi.training.lines.network import BLANK, CLASS_NAMES, CLASSES, LineNetwork


def test_there_is_an_answer_for_every_second_column():
    network = LineNetwork().eval()
    for width in (4, 40, 128):
        strips = torch.zeros(3, 1, 32, width, dtype=torch.uint8)
        assert network(strips).shape == (3, width // 2, CLASSES)


def test_an_answer_depends_on_what_is_near():
    """A digit and a half to either side, and no more: what is far off changes nothing."""
    torch.manual_seed(1)
    network = LineNetwork().eval()
    strips = torch.randint(0, 256, (1, 1, 32, 160), dtype=torch.uint8)
    changed = strips.clone()
    changed[..., 80:84] = 255 - changed[..., 80:84]
    differ = (network(strips) != network(changed))[0].any(dim=1).nonzero()[:, 0] * 2

    assert 10 <= 82 - int(differ.min()) <= 40
    assert 10 <= int(differ.max()) - 82 <= 40


def test_it_is_small():
    assert sum(parameter.numel() for parameter in LineNetwork().parameters()) * 4 < 2_300_000


def test_the_blank_is_the_last_class():
    assert CLASS_NAMES[BLANK] == "blank"
    assert CLASS_NAMES[:10] == tuple("0123456789")
