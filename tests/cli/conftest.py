import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import shuzi as package
from shuzi import idx
from shuzi.catalogue import MNIST_FILES
from shuzi.cli import main
from shuzi.synthesis.digits import draw_digits

TINY = """
purpose = "trains in no time"
network = "lenet_mini"
epochs = 2
batch_images = 20
log_every_steps = 5
answer_shift_px = 1

[optimiser]
name = "adam"
learning_rate = 0.003
"""

TRAIN_IMAGES, TEST_IMAGES = 600, 100
SOURCES = Path(package.__file__).parents[1]
NOBODY_LISTENS = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _nothing_but_this_folder(tmp_path, monkeypatch):
    """No data, no cache and no network; what is written without a path is written here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(SOURCES))  # where it was relative to the old folder
    monkeypatch.delenv("SHUZI_DATA", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, NOBODY_LISTENS)
    monkeypatch.setenv("COLUMNS", "200")  # so that help is not broken in the middle of words


@pytest.fixture
def shuzi(monkeypatch, capsys):
    def run(*arguments):
        """The command line as a user calls it: how it ended, and what it said."""
        monkeypatch.setattr(sys, "argv", ["shuzi", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return Ended(end.value.code or 0, said.out, said.err)

    return run


@pytest.fixture
def watched(monkeypatch, capsys):  # noqa: ARG001  what catches standard error stands there first
    """Somebody looks at what is no result, on a terminal that can only print."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda stream: stream is not sys.stdout)


@pytest.fixture(scope="session")
def digits(tmp_path_factory):
    """A folder of IDX files with some digits in them."""
    folder = tmp_path_factory.mktemp("data") / "few-digits"
    train = (np.arange(TRAIN_IMAGES) % 10).astype(np.uint8)
    test = (np.arange(TEST_IMAGES) % 10).astype(np.uint8)
    contents = (draw_digits(train, seed=1), train, draw_digits(test, seed=2), test)
    for name, content in zip(MNIST_FILES, contents, strict=True):
        idx.write(folder / name, content)
    return folder


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """A recipe that trains in no time."""
    path = tmp_path_factory.mktemp("recipes") / "tiny.toml"
    path.write_text(TINY)
    return path


@pytest.fixture(scope="session")
def torch():
    """Torch on one thread: with so little to do, more only wait for each other."""
    module = pytest.importorskip("torch", reason="training needs the extra train")
    before = module.get_num_threads()
    module.set_num_threads(1)
    yield module
    module.set_num_threads(before)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory, digits, tiny, torch):
    """The folder of a finished training by the tiny recipe."""
    from shuzi.training.data import load_data
    from shuzi.training.plan import Plan
    from shuzi.training.run import run
    from shuzi.training.settings import load_recipe

    folder = tmp_path_factory.mktemp("runs") / "first"
    data = load_data(str(digits))
    run(Plan(load_recipe(str(tiny)), data, folder, torch.device("cpu"), keep_epochs=True))
    return folder


@pytest.fixture
def pictures(tmp_path):
    """A folder with three pictures of a digit each, called by what they hold."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    values = np.array([1, 4, 7], np.uint8)
    for value, frame in zip(values.tolist(), draw_digits(values, seed=6), strict=True):
        large = Image.fromarray(255 - frame).resize((112, 112))
        large.save(folder / f"{value}.png")
    return folder
