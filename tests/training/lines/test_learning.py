import numpy as np

from shuzi.lines.reader import LineReader
from shuzi.training.lines.delivery import export_lines, score_lines
from shuzi.training.lines.learning import learn_lines


def weights(network):
    return np.concatenate([w.detach().numpy().ravel() for w in network.parameters()])


def test_it_learns_and_the_same_seed_learns_the_same(lines):
    steps = []
    one = learn_lines(lines[:20], 1, 25, steps.append)
    same, other = (learn_lines(lines[:20], seed, 1, lambda _: None) for seed in (1, 2))
    again = learn_lines(lines[:20], 1, 1, lambda _: None)

    assert [step.number for step in steps] == [*range(1, steps[0].steps + 1)]
    assert steps[-1].loss < steps[0].loss / 2
    np.testing.assert_array_equal(weights(same), weights(again))
    assert (weights(same) != weights(other)).any()
    assert (weights(one) != weights(same)).any()


def test_the_exported_file_answers_and_is_scored(lines, tmp_path):
    network = learn_lines(lines[:20], 1, 1, lambda _: None)
    path = tmp_path / "lines.onnx"
    export_lines(network, {"shuzi": "1.0", "seed": "1"}, lines, path)
    reader = LineReader(path)

    assert reader.card.provenance["seed"] == "1"
    score = score_lines(reader, lines)
    assert score.held_out_lines == len(lines)
    assert 0 <= score.exact <= 1
    assert score.character_errors > 0
