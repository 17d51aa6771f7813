import numpy as np

from shuzi.training.lines.drawing import draw_lines, random_text


def test_characters_stand_between_their_edges(lines):
    assert len(lines) > 50
    inked = []
    for line in lines:
        assert len(line.values) == len(line.edges) > 0
        assert line.values.min() >= 0
        assert line.values.max() <= 10
        for left, right in np.rint(line.edges).astype(int):
            inked.append(line.strip[:, max(left, 0) : right].max(initial=0) > 64)
    assert np.mean(inked) > 0.95  # some of the ink fades away


def test_a_line_depends_on_its_seed_and_number_alone(samples, lines):
    first, second = draw_lines(samples, (1,), 2)
    np.testing.assert_array_equal(first.strip, lines[0].strip)
    np.testing.assert_array_equal(second.strip, lines[1].strip)
    (other,) = draw_lines(samples, (2,), 1)
    assert other.strip.shape != first.strip.shape or (other.strip != first.strip).any()


def test_texts_are_numbers_with_few_strangers():
    rng = np.random.default_rng(1)
    texts = [random_text(rng) for _ in range(2_000)]

    assert all(1 <= len(text) <= 14 for text in texts)
    assert set("".join(texts)) == set("0123456789?")
    assert 0.1 < np.mean(["?" in text for text in texts]) < 0.3
    assert 0.02 < np.mean([set(text) == {"?"} for text in texts]) < 0.1
    assert np.mean(["00" in text for text in texts]) > 0.15
