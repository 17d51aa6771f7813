"""Nothing runs code that a file brings along. Proven from the syntax tree of every module."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATHS = sorted(
    path for name in ("src", "benchmarks", "examples") for path in (ROOT / name).rglob("*.py")
)

# Modules whose files or streams can hold programs.
MODULES = {
    *("_pickle", "cloudpickle", "copyreg", "dbm", "dill", "hickle", "jsonpickle", "joblib"),
    *("marshal", "pickle", "pickletools", "shelve", "sklearn.externals", "torch.package"),
}
# Functions that read such files, or that run text.
FUNCTIONS = {
    *("builtins.eval", "builtins.exec", "compile", "eval", "exec", "__import__"),
    *("code.interact", "os.popen", "os.system", "runpy.run_path", "runpy.run_module"),
    *("numpy.core.records.load", "pandas.read_pickle", "pandas.read_hdf", "pandas.eval"),
    *("torch.hub.load", "torch.jit.load", "torch.load", "torch.save", "torch.serialization.load"),
    *("yaml.full_load", "yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.unsafe_load_all"),
}
METHODS = {"to_pickle", "read_pickle", "extractall"}
# What a function may only be given some values of: none, unless they are said here.
SETTINGS = {"allow_pickle": {False}, "shell": {False}, "weights_only": {True}}


def aliases(tree):
    """What the names that a module imports stand for, in full."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def full_name(node, names):
    """``torch.load`` of ``import torch as t; t.load``; None of what is no dotted name."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        below = full_name(node.value, names)
        return below and f"{below}.{node.attr}"
    return None


def is_setting_refused(keyword):
    allowed = SETTINGS.get(keyword.arg)
    value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
    return allowed is not None and value not in allowed


def found(text):
    """What runs code that files bring along, each with its line."""
    tree = ast.parse(text)
    names = aliases(tree)
    for node, name in imported(tree):
        if any(name == module or name.startswith(f"{module}.") for module in MODULES):
            yield f"line {node.lineno}: import of {name}"
    for node in ast.walk(tree):
        # A mention is enough: a function can be called by another name.
        name = full_name(node, names) if isinstance(node, ast.Name | ast.Attribute) else None
        if name in FUNCTIONS or (isinstance(node, ast.Attribute) and node.attr in METHODS):
            yield f"line {node.lineno}: {name or node.attr}"
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if is_setting_refused(keyword):
                    yield f"line {node.lineno}: {keyword.arg}={ast.unparse(keyword.value)}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_runs_code_that_a_file_brings_along(path):
    assert [*found(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "import pickle as p",
        "from pickle import loads",
        "def f():\n    import marshal.x",
        "import torch as t\nt.load('x')",
        "from torch import load as l\nl('x')",
        "from torch import save\nwrite = save",
        "import numpy as np\nnp.load('x', allow_pickle=True)",
        "import numpy as np\nnp.load('x', allow_pickle=perhaps)",
        "import yaml\nyaml.load('x')",
        "eval('1')",
        "print(exec)",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "archive.extractall('here')",
        "frame.to_pickle('x')",
    ],
)
def test_what_does_is_found(text):
    assert [*found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "network.eval()",
        "import re\nre.compile('x')",
        "import numpy as np\nnp.load('x', allow_pickle=False)\nnp.load('y')",
        "import yaml\nyaml.safe_load('x')",
        "import json\njson.load(file)",
        "from safetensors.torch import load\nload(b'')",
    ],
)
def test_what_does_not_is_let_through(text):
    assert [*found(text)] == []
