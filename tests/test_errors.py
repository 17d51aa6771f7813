import inspect
import pickle
import re
from pathlib import Path

import pytest

from shuzi import errors
from shuzi.errors import InputError, MissingExtraError, PictureError, ShuziError

DRAWN = re.compile(r"^(?P<lead>[ │├└─]*)(?P<name>[A-Z]\w+Error)\b.*?(?:ends with (?P<code>\d))?$")
STEP = 4  # characters that a branch of the drawing is indented by

DEFINED = {
    name: error
    for name, error in vars(errors).items()
    if inspect.isclass(error) and error.__module__ == errors.__name__
}


def drawing():
    """Name, parent's name and exit code, if one is noted, of every error in the docstring."""
    ancestors = []
    for line in inspect.getdoc(errors).splitlines():
        if match := DRAWN.match(line):
            depth = (len(match["lead"]) - STEP) // STEP
            ancestors[depth:] = [match["name"]]
            parent = ancestors[depth - 1] if depth else "Exception"
            yield match["name"], parent, match["code"] and int(match["code"])


def test_the_tree_that_is_drawn_is_the_tree_that_is_defined():
    drawn = {name: parent for name, parent, _ in drawing()}

    assert drawn == {name: error.__base__.__name__ for name, error in DEFINED.items()}


def test_exit_codes_are_those_that_are_drawn():
    noted = {name: code for name, _, code in drawing() if code}

    assert noted == {"InputError": 3, "MissingExtraError": 2, "RankError": 1, "ExportError": 1}
    assert noted == {name: DEFINED[name].exit_code for name in noted}


def test_what_was_given_ends_with_3_and_what_else_is_not_noted_with_1():
    assert ShuziError.exit_code == 1
    for error in DEFINED.values():
        if issubclass(error, InputError):
            assert error.exit_code == 3


def test_all_errors_are_exported_in_order():
    assert errors.__all__ == sorted(DEFINED)


@pytest.mark.parametrize("error", [e for e in DEFINED.values() if issubclass(e, InputError)])
def test_a_message_answers_which_and_what_and_what_to_do(error):
    raised = error(Path("dir/file.png"), "is empty: 0 bytes", "save it again")

    assert str(raised) == "dir/file.png: is empty: 0 bytes; save it again"
    assert (raised.subject, raised.cause) == ("dir/file.png", "is empty: 0 bytes")
    assert raised.remedy == "save it again"


@pytest.mark.parametrize("error", [e for e in DEFINED.values() if issubclass(e, InputError)])
def test_an_error_that_another_process_raises_says_the_same_here(error):
    raised = error(Path("dir/file.png"), "is empty: 0 bytes", "save it again")
    come = pickle.loads(pickle.dumps(raised))  # noqa: S301  from the line above

    assert (type(come), str(come), vars(come)) == (error, str(raised), vars(raised))


def test_a_missing_extra_is_told_with_the_line_that_installs_it():
    raised = MissingExtraError("reading PDF", "formats")

    assert raised.extra == "formats"
    assert str(raised).startswith("reading PDF needs the extra 'formats'")
    assert str(raised).endswith('pip install -c constraints.txt ".[formats]"')


def test_one_handler_catches_all_that_is_raised_on_purpose():
    with pytest.raises(ShuziError):
        raise PictureError("a.png", "is no picture", "convert it")


@pytest.mark.parametrize(
    "error", [PictureError("a.png", "is empty", "save it"), MissingExtraError("PDF", "formats")]
)
def test_an_error_comes_back_whole_from_another_process(error):
    back = pickle.loads(pickle.dumps(error))  # noqa: S301  it is ours

    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)
