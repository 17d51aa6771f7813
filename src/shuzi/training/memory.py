"""Memory that a training frees at every step and asks for again at the next."""

import ctypes
import platform

__all__ = ["keep_freed_memory"]

# From glibc's malloc.h.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_LARGEST_TENSOR_BYTES = 2**30
_NEVER = 2**31 - 1


def keep_freed_memory() -> bool:
    """Have the C library keep what is freed, for the rest of the process; whether it can.

    By default glibc hands large blocks back to the system, which clears each page again when it is
    next touched: a thousand page faults a step, a tenth to a quarter of a small network's time.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    library = ctypes.CDLL(None)
    return bool(
        library.mallopt(_M_MMAP_THRESHOLD, _LARGEST_TENSOR_BYTES)
        and library.mallopt(_M_TRIM_THRESHOLD, _NEVER)
    )
