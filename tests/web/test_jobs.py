import pytest
from msgspec import ValidationError, msgpack

from shuzi.errors import CorrectionsError, MissingExtraError, ModelError, PictureError
from shuzi.web.jobs import Answer, Classify, Crop, Failure, Job, Read

TOLD = [
    PictureError("a.png", "is empty", "save it again"),
    ModelError("model x", "there is none", "choose another"),
    MissingExtraError("reading PDF", "formats"),
]


def sent(message, kind):
    return msgpack.decode(msgpack.encode(message), type=kind)


@pytest.mark.parametrize(
    "job",
    [
        Read("a.png", b"\x89PNG\xff", rotate=90, page=2, expect=4, min_confidence=0.5),
        Classify([Crop("the picture", b"\0", details=True), Crop("b.png", b"")]),
    ],
)
def test_a_job_comes_as_it_was_sent(job):
    assert sent(job, Job) == job


@pytest.mark.parametrize(
    "message",
    [
        {"type": "run", "code": "print()"},
        {"type": "read", "name": "a.png"},
        {"type": "read", "name": "a.png", "content": b"", "page": "first"},
        {"type": "read", "name": "a.png", "content": b"", "rotate": 45},
        {"type": "classify", "crops": [b""]},
        ["read", "a.png", b""],
    ],
)
def test_what_is_no_job_is_none(message):
    with pytest.raises(ValidationError):
        sent(message, Job)


@pytest.mark.parametrize("error", TOLD, ids=lambda error: type(error).__name__)
def test_what_is_wrong_comes_as_it_was_raised(error):
    (failure,) = sent([Failure.of(error)], Answer)
    come = failure.to_error()

    assert (type(come), str(come), vars(come)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize("error", [KeyError("gone"), CorrectionsError("a.db", "is", "not ours")])
def test_all_else_is_a_fault_that_says_where_it_happened(error):
    def fail():
        raise error

    try:
        fail()
    except (KeyError, CorrectionsError) as raised:
        come = sent(Failure.of(raised), Answer).to_error()

    assert type(come) is RuntimeError
    assert "in fail" in str(come)
    assert repr(error.args[0]) in str(come) or str(error) in str(come)
