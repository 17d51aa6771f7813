"""The wheel in empty environments, with what reading needs alone: does it read a picture?

    python checks/install.py [--keep DIR]

Builds the sdist, and the wheel from it, and installs that in a fresh environment for each Python
from 3.11 to 3.13 on this machine. There `shuzi read` must read a picture, and torch, the web
framework and the rest of the extras must not be there. Needs a package index; ends with 1 where
anything is not so.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
PICTURE, WRITTEN = ROOT / "examples" / "one.png", "5"
VERSIONS = ("3.11", "3.12", "3.13")
EXTRAS = ("torch", "onnx", "fastapi", "pydantic", "scipy", "matplotlib", "pyarrow", "sqlalchemy")
MISSING = "import importlib.util as u, sys; sys.exit(any(map(u.find_spec, sys.argv[1:])))"


def main() -> None:
    """Build once, install for each Python."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="where the sdist and the wheel go")
    arguments = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        wheel = _built(arguments.keep or folder / "dist")
        pythons = [python for version in VERSIONS if (python := _python(version))]
        if not pythons:
            raise SystemExit(f"there is no Python {', '.join(VERSIONS)} here")
        for number, python in enumerate(pythons):
            _try(python, wheel, folder / f"environment-{number}")


def _built(folder: Path) -> Path:
    """The wheel, made of the sdist as whoever packages it would."""
    _run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    return max(folder.glob("*.whl"), key=lambda path: path.stat().st_mtime)


def _python(version: str) -> str | None:
    """A Python of that version that runs: some are but names for one that is not installed."""
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    with suppress(subprocess.CalledProcessError):
        _run(found, "-c", "import ensurepip, venv")
        return found
    return None


def _try(python: str, wheel: Path, folder: Path) -> None:
    _run(python, "-m", "venv", folder)
    inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    constraints = ROOT / "constraints.txt"
    _run(inside, "-m", "pip", "install", "--quiet", "-c", constraints, wheel)
    _run(inside, "-c", MISSING, *EXTRAS)
    said = _run(inside, "-m", "shuzi", "read", PICTURE, "--format", "json")
    reading, version = json.loads(said), _run(inside, "--version").strip()
    if reading["text"] != WRITTEN:
        raise SystemExit(f"{version} read {reading['text']!r} in {PICTURE}, not {WRITTEN!r}")
    print(f"{version}: {wheel.name} alone read {reading['text']} in {reading['milliseconds']} ms")


def _run(*command: str | Path) -> str:
    # Elsewhere than in the checkout, where Python would find the sources instead.
    ran = subprocess.run(command, cwd=Path.home(), stdout=subprocess.PIPE, text=True, check=True)
    return ran.stdout


if __name__ == "__main__":
    main()
