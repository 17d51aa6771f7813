"""The machine and the versions that a measurement was made with."""

import importlib.metadata
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["describe"]

_PACKAGES = ("numpy", "torch", "onnxruntime", "scikit-learn")


def describe() -> str:
    """CPU, cores, Python, numpy, torch where it is installed, and today's date, in one line."""
    versions = [f"{name} {version}" for name in _PACKAGES if (version := _version(name))]
    return ", ".join(
        [
            _cpu(),
            f"{os.cpu_count()} cores",
            f"Python {platform.python_version()}",
            *versions,
            datetime.now(tz=UTC).date().isoformat(),
        ]
    )


def _cpu() -> str:
    """Its model; only Linux tells it in a file."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
