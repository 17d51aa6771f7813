import platform
import subprocess
import sys

import pytest

from shuzi.training.memory import keep_freed_memory

# How many pages the system hands out while 32 MiB are taken and given back 50 times.
FAULTS = """
import resource
from shuzi.training.memory import keep_freed_memory
import torch
if {keep}:
    keep_freed_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    torch.ones(2**25, dtype=torch.uint8)
before = faults()
for _ in range(50):
    torch.ones(2**25, dtype=torch.uint8)
print(faults() - before)
"""

glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a setting of glibc's")


def page_faults(keep):
    script = FAULTS.format(keep=keep)
    return int(subprocess.check_output([sys.executable, "-c", script], text=True))


@glibc
def test_freed_memory_is_used_again():
    assert page_faults(keep=True) < page_faults(keep=False) / 4


@glibc
def test_it_says_that_it_can():
    assert keep_freed_memory()


def test_other_libraries_are_left_alone(monkeypatch):
    monkeypatch.setattr(platform, "libc_ver", lambda: ("musl", "1.2"))
    assert not keep_freed_memory()
