"""A folder with the examples in it, a shell and a Python, as a reader of the tutorial has them."""

import io
import os
import shutil
import socket
import subprocess
import sys
from contextlib import chdir, redirect_stdout
from pathlib import Path

import shuzi as package

EXAMPLES = Path(__file__).parents[2] / "examples"
SOURCES = Path(package.__file__).parents[1]
NOBODY_LISTENS = "http://127.0.0.1:9"
ENDING_SECONDS = 30

PORT = "8000"
"""On which the tutorial serves; here it is any free one."""

_GOES_ON = "shuzi serve"
_SAID_ONCE = "Matplotlib is building the font cache; this may take a moment.\n"


class CommandError(Exception):
    """A command ended with another exit code than 0; what it printed."""


class Terminal:
    """Runs what is typed; it is closed by leaving it as a context."""

    def __init__(self, folder):
        """Lay a checkout's examples into a folder, and ``shuzi`` and ``python`` on the path."""
        self.folder = folder / "checkout"
        shutil.copytree(EXAMPLES, self.folder / "examples")
        programs = folder / "programs"
        programs.mkdir()
        for name, options in (("python", ""), ("shuzi", "-m shuzi")):
            program = programs / name
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {options} "$@"\n')
            program.chmod(0o755)
        self._environment = os.environ | {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(SOURCES),
            "SHUZI_HOME": str(folder / "home"),
            "LC_ALL": "C.UTF-8",
            **dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy"), NOBODY_LISTENS),
            **dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,127.0.0.1"),
        }
        self._names = {}
        self._going = []
        self._port = str(_free_port())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self._going:
            process.terminate()
            process.wait(ENDING_SECONDS)
            process.stdout.close()

    def save(self, program):
        """Save a program under the name in its first line."""
        name = program.partition("\n")[0].removeprefix("# ")
        (self.folder / name).write_text(program, encoding="utf-8")

    def answers(self, block):
        """What each turn of a block prints, a tuple of lines each.

        Raises:
            CommandError: a command ends with another exit code than 0.
        """
        ask = self._python if block.language == "pycon" else self._shell
        for turn in block.turns:
            yield turn, tuple(ask(turn).splitlines())

    def _python(self, turn):
        printed = io.StringIO()
        with chdir(self.folder), redirect_stdout(printed):
            exec(compile(f"{turn.source}\n", "<tutorial>", "single"), self._names)  # noqa: S102  what the tutorial has its readers type
        return printed.getvalue()

    def _shell(self, turn):
        command = ["sh", "-c", turn.source.replace(PORT, self._port)]
        options = {
            "cwd": self.folder,
            "env": self._environment,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
        }
        if turn.source.startswith(_GOES_ON):
            return self._begun(turn, ["sh", "-c", f"exec {command[-1]}"], options)
        ended = subprocess.run(command, check=False, **options)
        if ended.returncode:
            raise CommandError(f"{turn.source}: exit code {ended.returncode}\n{ended.stdout}")
        return ended.stdout.replace(_SAID_ONCE, "").replace(self._port, PORT)

    def _begun(self, turn, command, options):
        """What is shown of a command that goes on: so much is waited for."""
        process = subprocess.Popen(command, **options)
        self._going.append(process)
        return "".join(process.stdout.readline() for _ in turn.shown).replace(self._port, PORT)


def obstacle(block):
    """Why a block cannot be run here; None where it can."""
    if "pip install" in block.text:
        return "installing needs a network; the extras that are named are looked at instead"
    if "shuzi learn" in block.text and not Path(os.getenv("SHUZI_DATA", ""), "mnist").is_dir():
        return "SHUZI_DATA names no folder with MNIST in it"
    if "curl" in block.text and shutil.which("curl") is None:
        return "there is no curl here"
    return None


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
