"""From what a picture costs here to what a thousand million of them cost elsewhere."""

__all__ = ["forecast"]

PICTURES = 10**9
MACHINES, CORES = 16, 32
DOLLARS_A_CORE_HOUR = 0.04


def forecast(microseconds: dict[str, float], png_bytes: float, ray_share: float) -> str:
    """A table of core hours, hours and money, and what is assumed.

    Args:
        microseconds: of processor time a picture, by what is read.
        png_bytes: of a PNG.
        ray_share: rate of ``ray``, as a share of that of ``local``.
    """
    headings = ("pictures in", "core hours", f"hours on {MACHINES} × {CORES} cores", "dollars")
    rows = [headings, ("---", "---:", "---:", "---:")]
    for name, each in microseconds.items():
        core_hours = PICTURES * each / 1e6 / 3600 / min(ray_share, 1)
        hours = core_hours / (MACHINES * CORES)
        rows.append(
            (
                name,
                f"{core_hours:,.0f}",
                f"{hours:.1f}",
                f"{core_hours * DOLLARS_A_CORE_HOUR:,.0f}",
            )
        )
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    read = PICTURES * png_bytes / 1e6 / (hours * 3600)
    return f"""{table}

What is assumed, each to be replaced by what is so: a rented core is as fast as one of this machine
with nothing else on it; the cost grows with the pictures, as the curve has it; `ray` reads at
{min(ray_share, 1):.0%} of the rate of `local` on every core, as measured with two workers on one
machine, and no more is lost between machines; a core costs {DOLLARS_A_CORE_HOUR} dollars an hour;
none of the machines waits for storage, which for PNGs of {png_bytes:.0f} bytes, in tar files, must
give {read:,.0f} MB a second; starting the machines is not counted. Pages take as long as the digits
on them and their paper: `shuzi batch` on a thousand of one's own says how long."""
