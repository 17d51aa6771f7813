"""What is built holds all that it needs, and says what types it has. No network is needed."""

import importlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "shuzi"
BACKEND = "from hatchling import build; print(build.build_{kind}({folder!r}))"
DATA = {
    *("models/handwriting.onnx", "models/lines/lines.onnx", "py.typed", "__init__.pyi"),
    *("report/page.css", "report/page.html", "schemas/reading.schema.json"),
    *("synthesis/strokes.toml", "synthesis/letters.toml", "training/recipes/fast.toml"),
    *("web/static/page.html", "web/static/main.js", "web/static/page.css"),
    "corrections/migrations/versions/v0001_corrections.py",
}

RIGHT = """
from pathlib import Path

import shuzi

reader = shuzi.Reader(model="tiny", threads=2)
reading: shuzi.Reading = reader.read(Path("photo.jpg"))
text: str = reading.text
values: list[int | None] = [digit.value for line in reading.lines for digit in line.digits]
try:
    width: int = reader.read_single(b"").width
except shuzi.PictureError as error:
    remedy: str = error.remedy
"""
WRONG = """
import shuzi

text: int = shuzi.Reader().read("photo.jpg").text
shuzi.Reader(modle="tiny")
"""

# Refuses what no core dependency brings, then reads a picture as the command line does.
CORE_ALONE = """
import sys

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {refused!r}:
            raise ModuleNotFoundError(f"{{name}} is of no core dependency", name=name)

sys.meta_path.insert(0, Refusing())
from shuzi.cli import main
main()
"""


def built(kind, folder):
    pytest.importorskip("hatchling", reason="building needs hatchling, of the extra 'dev'")
    command = [sys.executable, "-c", BACKEND.format(kind=kind, folder=str(folder))]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return folder / made.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment with the wheel in it and nothing else: where its packages are, its Python."""
    folder = tmp_path_factory.mktemp("outside") / "environment"
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as content:
        content.extractall(packages)  # noqa: S202  it has just been built here
    return packages, folder / "bin" / "python"


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel):
    with zipfile.ZipFile(wheel) as content:
        names = {name for name in content.namelist() if ".dist-info/" not in name}
    there = {
        f"shuzi/{path.relative_to(SOURCES).as_posix()}"
        for path in SOURCES.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert names == there
    assert {f"shuzi/{name}" for name in DATA} <= names


def test_the_sdist_holds_what_a_wheel_and_its_tests_need(tmp_path):
    with tarfile.open(built("sdist", tmp_path)) as content:
        names = {name.partition("/")[2] for name in content.getnames()}
    tops = {name.partition("/")[0] for name in names}

    assert {"pyproject.toml", "LICENSE", "SECURITY.md", "constraints.txt", "Makefile"} <= names
    assert {f"src/shuzi/{name}" for name in DATA} <= names
    assert {"tests/conftest.py", "examples/one.png", "benchmarks/fuzz.py"} <= names
    assert tops.isdisjoint({".venv", ".git", "runs", "dist"})


def core_distributions():
    """The names of what an install without extras brings."""
    found, left = set(), {"shuzi"}
    while left:
        name = left.pop()
        found.add(name)
        asked = importlib.metadata.requires(name) if name != "shuzi" else dependencies()
        for requirement in asked or ():
            below = plain(re.match(r"[\w.-]+", requirement)[0])
            if "extra ==" not in requirement and below not in found:
                left |= {below} if is_installed(below) else set()
    return found


def dependencies():
    tomllib = importlib.import_module("tomllib")
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def is_installed(name):
    """Some are needed on other systems only."""
    try:
        return bool(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return False


def test_a_picture_is_read_with_the_core_dependencies_alone(installed, tmp_path):
    packages, _ = installed
    core = core_distributions()
    refused = {
        package
        for package, owners in importlib.metadata.packages_distributions().items()
        if not {plain(owner) for owner in owners} & core
    }
    assert {"torch", "fastapi", "pydantic", "pytest"} & refused
    picture = ROOT / "examples" / "one.png"
    read = subprocess.run(
        [
            *(sys.executable, "-c", CORE_ALONE.format(refused=refused)),
            *("read", str(picture), "--format", "json"),
        ],
        env=os.environ | {"PYTHONPATH": str(packages)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout)["text"] == "5"


def test_types_are_seen_from_outside(installed, tmp_path):
    pytest.importorskip("mypy", reason="needs the extra 'dev'")
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    _, python = installed
    checked = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull),
            *("--python-executable", python, "right.py", "wrong.py"),
        ],
        # Else mypy would find the sources, and not what is installed.
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    ).stdout

    assert "right.py" not in checked
    assert "wrong.py:4: error: Incompatible types in assignment" in checked
    assert 'wrong.py:5: error: Unexpected keyword argument "modle"' in checked
