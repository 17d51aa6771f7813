"""Imports run one way. What the table allows is proven from the syntax tree of every module."""

import ast
import subprocess
import sys
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import shuzi

ROOT = Path(shuzi.__file__).parent

# Packages whose modules have rows of their own.
BY_MODULE = {"layout", "lines"}

# A row says what a module, or any module of a package, may import of shuzi besides itself.
# `shuzi` is the package's own __init__: its public names and its version.
ALLOWED = {
    "errors": set(),
    "results": set(),
    "files": set(),
    "home": {"shuzi"},
    "json_text": set(),
    "masks": set(),
    "framing": {"masks"},
    "layout.ink": {"framing", "masks"},
    "shuzi": {"errors", "reader", "results"},
    "idx": {"errors", "files", "idx_header"},
    "idx_header": {"errors"},
    "idx_rows": {"errors", "idx_header"},
    "pixels": {"errors"},
    "decoding": {"errors", "pixels"},
    "pictures": {"decoding", "errors", "pixels"},
    "layout": set(),
    "layout.skew": set(),
    "layout.runs": {"framing", "masks"},
    "layout.rules": {"framing", "masks", "layout.runs"},
    "layout.marks": {"framing", "masks", "results"},
    "layout.cells": {"layout.marks", "layout.rules", "masks"},
    "layout.page": {
        "framing",
        "layout.ink",
        "layout.marks",
        "masks",
        "layout.rules",
        "layout.skew",
    },
    "layout.form": {"layout.cells", "layout.marks", "layout.page", "layout.rules"},
    "layout.strips": {
        "layout.cells",
        "layout.form",
        "layout.marks",
        "layout.page",
        "results",
        "layout.rules",
    },
    "layout.single": {"layout.marks", "layout.rules", "results"},
    "lines": set(),
    "lines.framing": {"framing", "masks"},
    "lines.decoding": set(),
    "lines.cutting": {"framing", "masks", "results"},
    "lines.reader": {
        *("classifier", "errors", "lines.cutting", "lines.decoding", "lines.framing", "results"),
    },
    "answers": {"results"},
    "classifier": {"answers", "errors", "framing", "home", "json_text", "results"},
    "reliability": set(),
    "coverage": set(),
    "separation": set(),
    "evaluation": {"reliability", "results"},
    "graphs": {"errors"},
    "archives": {"errors", "files"},
    "downloads": {"archives", "errors"},
    "catalogue": {"downloads"},
    "folders": {"errors"},
    "datasets": {
        *("catalogue", "downloads", "errors", "folders", "framing", "idx", "layout.ink"),
        *("pictures", "layout.single"),
    },
    "exports": {"datasets", "errors", "files"},
    "synthesis": {"framing", "results"},
    "figures": {"errors", "evaluation", "files", "results"},
    "corrections": {"errors", "home", "pictures", "results"},
    "lines.pooling": {"results"},
    "web": {
        *("classifier", "corrections", "errors", "framing", "pictures", "reader", "results"),
        "shuzi",
    },
    "reader": {
        *(
            "answers",
            "classifier",
            "framing",
            "layout.ink",
            "layout.strips",
            "lines.reader",
            "pictures",
        ),
        *("lines.pooling", "results", "layout.single"),
    },
    "batch": {
        *("answers", "classifier", "errors", "files", "framing", "idx_rows", "json_text"),
        *("layout.ink", "lines.reader", "pictures", "reader", "results", "shuzi"),
    },
    "scale": {"batch", "errors"},
    "annotation": {"pictures", "results"},
    "records": {"datasets", "evaluation", "framing", "results"},
    "measurement": {
        *("catalogue", "classifier", "datasets", "errors", "evaluation", "folders", "framing"),
        *("pictures", "reader", "records", "results"),
    },
    "corruptions": set(),
    "robustness": {"classifier", "corruptions", "datasets", "evaluation", "measurement"},
    "strangers": {
        *("classifier", "errors", "evaluation", "framing", "measurement", "reader", "separation"),
        "synthesis",
    },
    "report": {
        *("corruptions", "coverage", "errors", "evaluation", "files", "framing", "pictures"),
        *("reader", "records", "reliability", "results", "robustness", "strangers"),
    },
    "training": {
        *("catalogue", "classifier", "datasets", "errors", "evaluation", "figures", "files"),
        *("folders", "framing", "json_text", "layout.ink", "layout.single", "lines.cutting"),
        *("lines.framing", "lines.reader", "measurement", "reader", "results", "shuzi"),
        "synthesis",
    },
}
# The command line may use everything, and nothing but `python -m shuzi` uses it.
ALLOWED["cli"] = set(ALLOWED)
ALLOWED["__main__"] = {"cli"}

# Who may import what only some have installed. Deeper than at the top of a module, figures, exports
# and decoding may ask for it too, and say which extra is missing where it is.
ONLY_IN = {
    "alembic": {"corrections"},
    "cleanlab": {"report"},
    "fastapi": {"web"},
    "filelock": {"batch"},
    "jinja2": {"report"},
    "markupsafe": {"report"},
    "msgspec": {"web"},
    "lightning_fabric": {"training"},
    "onnx": {"graphs", "training"},
    "onnxscript": {"training"},
    "platformdirs": {"home"},
    "prometheus_client": {"web"},
    "prometheus_fastapi_instrumentator": {"web"},
    "pyarrow": {"batch", "scale"},
    "pydantic": {"training", "web"},
    "pydantic_core": {"training"},
    "ray": {"scale"},
    "safetensors": {"training"},
    "sqlalchemy": {"corrections"},
    "starlette": {"web"},
    "tensorboard": {"training"},
    "torch": {"training"},
    "uvicorn": {"web"},
}
AT_THE_TOP_ONLY_IN = {
    "matplotlib": {"report"},
    "scipy": {"training"},
    **{library: set() for library in ("pi_heif", "pypdfium2")},
}

READ_A_PICTURE = """
import numpy, shuzi
page = numpy.full((60, 60), 255, numpy.uint8)
page[10:50, 27:32] = 0
shuzi.Reader().read(page)
"""


@dataclass(frozen=True)
class Module:
    name: str  # dotted, below shuzi; "shuzi" for the package itself
    tree: ast.Module

    @property
    def unit(self):
        """The module's row in the table."""
        return row(self.name)


def row(dotted):
    """Where a name below shuzi stands in the table."""
    package, *below = dotted.split(".")
    return f"{package}.{below[0]}" if package in BY_MODULE and below else package


def parsed(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "shuzi"
    return Module(name, ast.parse(path.read_text(encoding="utf-8")))


MODULES = [parsed(path) for path in sorted(ROOT.rglob("*.py"))]
UNITS = {module.unit for module in MODULES}

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)


def imported(nodes):
    """Dotted names of the modules that import statements among the nodes may bring in."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def units_imported(module):
    """The rows of the table that the module's imports lead to."""
    for name in imported(ast.walk(module.tree)):
        package, *below = name.split(".")
        if package == "shuzi":
            unit = row(".".join(below))
            yield unit if unit in UNITS else "shuzi"


def loaded_by(program):
    """The top-level packages that a fresh Python has loaded once it has run the program."""
    ended = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".")[0] for name in ended.stdout.split()}


def test_every_module_stands_in_the_table():
    assert set(ALLOWED) == UNITS


def test_the_table_runs_one_way():
    # The package's own row is left out: modules ask it for the version only, which it defines
    # itself, and the reader that it offers is imported when it is first asked for.
    rows = {unit: below - {"shuzi"} for unit, below in ALLOWED.items() if unit != "shuzi"}
    order = [*TopologicalSorter(rows).static_order()]  # raises CycleError

    assert order[-1] == "__main__"


@each_module
def test_a_module_imports_only_what_its_row_allows(module):
    assert set(units_imported(module)) - {module.unit} <= ALLOWED[module.unit]


@each_module
def test_libraries_of_extras_stay_where_they_belong(module):
    everywhere = {name.split(".")[0] for name in imported(ast.walk(module.tree))}
    at_the_top = {name.split(".")[0] for name in imported(module.tree.body)}
    misplaced = {lib for lib in everywhere & set(ONLY_IN) if module.unit not in ONLY_IN[lib]}
    misplaced |= {
        lib
        for lib in at_the_top & set(AT_THE_TOP_ONLY_IN)
        if module.unit not in AT_THE_TOP_ONLY_IN[lib]
    }

    assert not misplaced


@each_module
def test_there_are_no_star_imports_and_no_type_checking_blocks(module):
    names = {name.rpartition(".")[2] for name in imported(ast.walk(module.tree))}
    used = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}

    assert not names & {"*", "TYPE_CHECKING", "annotations"}
    assert "TYPE_CHECKING" not in used


def reached_from(unit):
    """What the unit may come to use, by all that it may import: rows of the table."""
    reached, left = set(), {unit}
    while left:
        reached |= left
        left = set().union(*(ALLOWED[each] for each in left)) - reached
    return reached


@pytest.mark.parametrize("unit", ["datasets", "synthesis", "training"])
def test_nothing_is_trained_with_what_spoils_digits_to_measure(unit):
    assert "corruptions" not in reached_from(unit)


def test_only_what_reports_spoils_digits():
    users = {module.unit for module in MODULES if "corruptions" in units_imported(module)}
    scripts = {
        path.name
        for path in (ROOT.parents[1] / "benchmarks").glob("*.py")
        for name in imported(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        if name.startswith(("shuzi.corruptions", "shuzi.robustness"))
    }

    assert users == {"cli", "corruptions", "report", "robustness"}
    assert scripts == {"trust.py"}  # and not what chooses models


def names_exported(module):
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return ast.literal_eval(node.value)
    return None


def names_defined(module):
    """What the module defines at its top, and what it imports there for others to use."""
    names = set()
    for node in module.tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Assign():
                names |= {ast.unparse(target) for target in node.targets}
            case ast.AnnAssign():
                names.add(ast.unparse(node.target))
            case ast.ImportFrom():
                names |= {alias.asname or alias.name for alias in node.names}
    return names | ({"Reader"} if module.unit == "shuzi" else set())  # imported when asked for


def has_names_of_its_own(module):
    named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    return any(isinstance(node, named) for node in module.tree.body)


@pytest.mark.parametrize(
    "module",
    [module for module in MODULES if has_names_of_its_own(module)],
    ids=lambda module: module.name,
)
def test_a_module_says_what_it_exports_and_has_it(module):
    exported = names_exported(module)

    assert exported
    assert len(set(exported)) == len(exported)
    assert set(exported) <= names_defined(module)


def test_importing_shuzi_loads_nothing_heavy():
    heavy = {"PIL", "cv2", "fastapi", "matplotlib", "numpy", "onnx", "onnxruntime", "pooch"}

    assert not loaded_by("import shuzi") & (heavy | {"click", "scipy", "torch"})


def test_reading_a_picture_loads_nothing_that_only_training_needs():
    loaded = loaded_by(READ_A_PICTURE)

    assert {"cv2", "onnxruntime"} <= loaded
    assert not loaded & {"fastapi", "matplotlib", "onnx", "pydantic", "scipy", "torch"}


def test_the_command_line_starts_without_what_only_some_of_it_needs():
    heavy = {"PIL", "cv2", "matplotlib", "numpy", "onnx", "onnxruntime", "rich", "scipy", "torch"}
    heavy |= {"pyarrow", "ray"}

    assert not loaded_by("import shuzi.cli, shuzi.cli.batch, shuzi.cli.train") & heavy
