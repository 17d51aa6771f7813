"""What the tutorial has its readers type, typed: block by block, in a folder of its own.

The blocks of a document need those before them, so all of the file is run, or none. What its shown
outputs may differ in is said in ``tutorial/likeness.py``; ``tutorial/__main__.py`` writes them.
"""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from tutorial.blocks import DOCUMENTS, PROMPTS, Block, blocks
from tutorial.likeness import alike
from tutorial.terminal import CommandError, Terminal, obstacle

ENGLISH, CHINESE = (path.read_text(encoding="utf-8") for path in DOCUMENTS.values())
BLOCKS = blocks(ENGLISH)
ROOT = Path(__file__).parents[1]

needs_a_shell = pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell here")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    for library, extra in (
        *(("torch", "train"), ("fastapi", "serve"), ("jinja2", "report"), ("pyarrow", "batch")),
    ):
        pytest.importorskip(library, reason=f"the tutorial needs the extra {extra!r}")
    with Terminal(tmp_path_factory.mktemp("tutorial")) as opened:
        yield opened


@needs_a_shell
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"line {block.line}")
def test_a_block_prints_what_is_shown_below_it(terminal, block):
    reason = obstacle(block)
    if reason is not None:
        pytest.skip(reason)
    if block.language == "python":
        terminal.save(block.text)
        return
    for turn, printed in terminal.answers(block):
        assert alike(turn.shown, printed), "\n".join((turn.source, *printed))


def test_both_languages_have_the_same_blocks():
    theirs = [(block.language, block.text) for block in blocks(CHINESE)]

    assert theirs == [(block.language, block.text) for block in BLOCKS]


def test_both_languages_have_the_same_steps_and_pictures():
    for pattern in (r"^#+", r"!\[.*\]\((.*)\)"):
        found = [re.findall(pattern, text, re.MULTILINE) for text in (ENGLISH, CHINESE)]
        assert found[0] == found[1]


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=DOCUMENTS)
def test_what_it_links_to_is_there(text):
    for target in re.findall(r"\]\(\s*([^)#\s]+)", text):
        assert (ROOT / "docs" / target).exists(), target


def test_every_block_is_of_a_kind_that_is_run():
    assert {block.language for block in BLOCKS} == {*PROMPTS, "python"}
    assert all(re.match(r"# \w+\.py\n", b.text) for b in BLOCKS if b.language == "python")


def test_the_extras_that_it_installs_are_there():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (named,) = re.findall(
        r'^\$ pip install -c constraints.txt "\.\[(.*)\]"$', ENGLISH, re.MULTILINE
    )

    assert set(named.split(",")) <= set(project["optional-dependencies"])


@needs_a_shell
def test_a_command_that_fails_is_told(tmp_path):
    with (
        Terminal(tmp_path) as terminal,
        pytest.raises(CommandError, match="exit code 4\nhalf done"),
    ):
        list(terminal.answers(Block("console", "$ echo half done; exit 4\n", 1)))


@needs_a_shell
def test_a_terminal_answers_turn_by_turn(tmp_path):
    with Terminal(tmp_path) as terminal:
        ((_, listed), (_, echoed)) = terminal.answers(
            Block("console", "$ ls examples/one.png\n$ echo a; echo b >&2\n", 1)
        )
        ((_, none), (_, counted)) = terminal.answers(
            Block("pycon", ">>> total = 2\n>>> for number in range(total):\n...     number\n", 1)
        )

    assert listed == ("examples/one.png",)
    assert echoed == ("a", "b")
    assert none == ()
    assert counted == ("0", "1")


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("trained in 0.4 s (33.2 s in all)", "trained in 12 s (1,033.2 s in all)"),
        ('"model": "handwriting 0.2.0"}', '"model": "handwriting 0.10.1"}'),
        ('"milliseconds": 5.25}', '"milliseconds": 88}'),
        ('"milliseconds":5.25}', '"milliseconds":88}'),
        ("right, 76.00%", "right, 90.00%"),
        (
            "4,970 of 5,000 before, 4,970 after (+0.00 points)",
            "4,968 of 5,000 before, 4,967 after (-0.02 points)",
        ),
        ("2,0.993655,55", "2,0.95,55"),
        ("first\n...\nlast", "first\nsecond\nthird\nlast"),
        ("first\n...", "first"),
    ],
)
def test_times_versions_and_last_digits_may_differ(shown, printed):
    assert alike(shown.split("\n"), printed.split("\n"))


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("14803672", "14803673"),
        ("41 of 41 right", "40 of 41 right"),
        ("2,0.993655,55", "2,0.793655,55"),
        ("2,0.993655,55", "2,0.993655,56"),
        ("right, 76.00%", "right, 36.00%"),
        ("right, 76.00%", "right, 76.00"),
        ("first\nlast", "first\nsecond\nlast"),
        ("first\n...\nlast", "first\nsecond"),
        ("first\n...\nfirst", "first"),
        ("first", ""),
    ],
)
def test_nothing_else_may(shown, printed):
    assert not alike(shown.split("\n"), printed.split("\n"))
