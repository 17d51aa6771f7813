import torch

from shuzi.training.settings import Distillation
from shuzi.training.targets import targets

LABELS = torch.tensor([3, 0])
FRAMES = torch.zeros(2, 1, 28, 28)


def says_seven(frames):
    return 50.0 * torch.nn.functional.one_hot(torch.full((len(frames),), 7), 10)


def test_without_a_teacher_the_labels_are_to_be_answered():
    assert targets(LABELS, FRAMES, None, Distillation(teacher="x", share=0.5)) is LABELS
    assert targets(LABELS, FRAMES, says_seven, None) is LABELS


def test_a_teacher_has_its_share():
    mixed = targets(LABELS, FRAMES, says_seven, Distillation(teacher="x", share=0.25))
    expected = torch.zeros(2, 10)
    expected[0, 3] = expected[1, 0] = 0.75
    expected[:, 7] = 0.25
    torch.testing.assert_close(mixed, expected)
