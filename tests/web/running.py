"""The service in a process of its own, as users start it."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import shuzi as package

SOURCES = Path(package.__file__).parents[1]
ENDING_SECONDS = 30


@dataclass(frozen=True)
class Running:
    """A service in a process of its own."""

    process: subprocess.Popen
    url: str

    @property
    def port(self):
        return int(self.url.rstrip("/").rpartition(":")[2])


@contextmanager
def running(database, *options):
    """``shuzi serve`` on a free port, until the block ends."""
    command = [sys.executable, "-m", "shuzi", "serve", "--port", "0", "--model", "tiny", *options]
    environment = os.environ | {
        "PYTHONPATH": str(SOURCES),
        "SHUZI_DATABASE_URL": f"sqlite:///{database}",
    }
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # what is sent to all its processes is not sent to the tests'
    )
    try:
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address, "it did not start"
        yield Running(process, address[0])
    finally:
        process.kill()
        process.wait(ENDING_SECONDS)
        process.stdout.close()
