import time

import numpy as np
import pytest
import torch

from shuzi.errors import RankError
from shuzi.training import roll_call
from shuzi.training.ranks import Ranks


def test_one_alone_has_everything_and_waits_for_nobody():
    alone, tensor = Ranks(), torch.arange(5.0)
    state = torch.get_rng_state()
    assert alone.leads
    assert alone.alone
    assert alone.share(tensor) is alone.sum(tensor) is alone.pool([], tensor, 5) is tensor
    assert alone.totals(1, 2.5) == [1, 2.5]
    assert (alone.any(True), alone.any(False)) == (True, False)
    alone.align([tensor])
    alone.same("12", "x")
    alone.seed(1, 2)
    assert torch.equal(tensor, torch.arange(5.0))
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(("count", "size"), [(128, 2), (7, 3), (3, 3), (171, 64)])
def test_shares_are_the_whole_and_alike_in_length(count, size):
    batch = torch.arange(count)
    shares = [Ranks(rank, size).share(batch) for rank in range(size)]
    assert torch.equal(torch.cat(shares), batch)
    lengths = {len(share) for share in shares}
    assert max(lengths) - min(lengths) <= 1
    assert min(lengths) >= 1


def test_every_rank_and_every_step_draws_its_own():
    def drawn(rank, step):
        Ranks(rank, 2).seed(1, step)
        return torch.rand(4).tolist()

    four = [drawn(rank, step) for rank in (0, 1) for step in (7, 8)]
    assert len({tuple(each) for each in four}) == 4
    assert drawn(1, 8) == four[3]


def exchanged(ranks):
    numbers = torch.tensor([ranks.rank + 0.25, 1.0])
    given = torch.full((2, 3), float(ranks.rank + 7))
    ranks.align([given])
    return {
        "sum": ranks.sum(numbers).tolist(),
        "totals": ranks.totals(ranks.rank, 1.5),
        "any": [ranks.any(ranks.rank == 1), ranks.any(ranks.rank == 2)],
        "given": given.tolist(),
    }


def test_what_is_exchanged_is_the_same_everywhere(pair):
    expected = {
        "sum": [1.5, 2.0],
        "totals": [1.0, 3.0],
        "any": [True, False],
        "given": [[7.0] * 3] * 2,
    }
    assert pair.run(exchanged) == [expected] * 2


def pooled(ranks, count):
    weight = torch.nn.Parameter(torch.zeros(2, 3))
    unused = torch.nn.Parameter(torch.zeros(2))
    images = torch.arange(3.0 * count).reshape(count, 3)
    losses = (ranks.share(images) @ weight.T).sum(1) + ranks.share(torch.arange(count))
    (losses.sum() / count).backward()
    whole = ranks.pool([weight, unused], losses.detach(), count)
    return whole.tolist(), weight.grad.tolist()


def test_gradients_and_losses_are_those_of_the_whole_batch(pair):
    for count in (8, 5):
        expected = pooled(Ranks(), count)
        for losses, gradient in pair.run(pooled, count):
            assert losses == expected[0]
            np.testing.assert_allclose(gradient, expected[1], rtol=1e-6)


def compared(ranks, digests):
    try:
        ranks.same(digests[ranks.rank], "after step 7 weights")
    except RankError as error:
        return error.ranks, str(error)
    return None


def test_who_holds_something_else_is_named(pair):
    assert pair.run(compared, ["ab" * 32, "ab" * 32]) == [None, None]
    for ranks, said in pair.run(compared, ["ab" * 32, "ac" * 32]):
        assert ranks == (1,)
        assert said.startswith("rank 1 of 2: holds after step 7 weights other than the rest; ")


def left_alone(ranks):
    roll_call._SECONDS = 0.5
    if ranks.rank == 1:
        time.sleep(3)  # as if it hung
        return None
    with pytest.raises(RankError) as caught:
        ranks.sum(torch.ones(3))
    return caught.value.ranks, str(caught.value)


def test_who_does_not_come_to_a_sum_is_named(pair):
    (lost, said), _ = pair.run(left_alone, seconds=1.0)
    assert lost == (1,)
    assert said.startswith("rank 1 of 2: ended, or does not answer (Timed out waiting 1000ms")
    assert "; go on from the run's checkpoint with --resume" in said
