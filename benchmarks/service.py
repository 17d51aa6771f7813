"""What the service bears, over loopback, beside whatever else the machine does.

    python benchmarks/service.py [--seconds 20] [--overload 60] [--crashes 20]

Starts ``shuzi serve`` anew for each measurement, sends it drawn pictures, and writes
``service.md`` beside itself. Linux only: what else ran meanwhile is read from ``/proc``.
"""

import argparse
import asyncio
import io
import json
import signal
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import numpy as np
import uvloop
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console

import machine
from load import LOST, Outcome, pace, press, request
from served import Served, Usage, served
from shuzi.files import write_text
from shuzi.synthesis.digits import draw_digits
from shuzi.synthesis.strips import draw_line

PAGE = Path(__file__).with_suffix(".md")
RATE = 100  # requests a second
CLIENTS = 32
WANTED = {"infer": 400, "classify": 400, "read": 150}  # requests a second
OVERLOAD = 2  # times what it bears
OK, BUSY = 200, (429, 503)
AMOUNT, AMOUNT_HEIGHT = "14803", 48  # digits and pixels of a cheque's amount
FORM = "x"  # the boundary


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    Attributes:
        what: was measured.
        wanted: of it.
        found: in figures.
        others: processors that everything else took meanwhile, None where that does not matter.
    """

    what: str
    wanted: str
    found: str
    others: float | None = None


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="of each measurement of speed")
    parser.add_argument("--overload", type=float, default=60, help="seconds")
    parser.add_argument("--crashes", type=int, default=20)
    arguments = parser.parse_args()
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        database = Path(folder, "corrections.db")
        for name, content in (("infer", frame()), ("classify", digit())):
            with served(database) as service:
                rows.append(latency(service, name, content, arguments.seconds))
                rows.append(throughput(service, name, content, arguments.seconds))
        with served(database) as service:
            rows.append(throughput(service, "read", amount(), arguments.seconds))
        for name, content in (("classify", digit()), ("read", amount())):
            with served(database) as service:
                rows += overload(service, name, content, arguments.overload)
        with served(database) as service:
            rows.append(end_under_load(service, digit()))
        rows.append(crash(database, arguments.crashes))
    text = page(rows)
    write_text(PAGE, text)
    Console().print(text, markup=False)


def latency(service: Served, name: str, content: bytes, seconds: float) -> Row:
    """Milliseconds of one digit, at a pace."""
    outcomes, used = _measured(service, lambda: pace(service.port, content, RATE, seconds))
    middle, worst = np.percentile([1000 * one.seconds for one in outcomes], [50, 99])
    answered = sum(one.status == OK for one in outcomes)
    return Row(
        f"`{name}`: one 28×28 digit, {RATE} requests a second",
        "p50 < 5 ms, p99 < 25 ms",
        f"p50 {middle:.1f} ms, p99 {worst:.1f} ms; {answered} of {len(outcomes)} answered; "
        f"{_cost(used, len(outcomes))}",
        used.others,
    )


def throughput(service: Served, name: str, content: bytes, seconds: float) -> Row:
    """Requests a second that clients get answered who send the next at once."""
    outcomes, used = _measured(service, lambda: press(service.port, content, CLIENTS, seconds))
    answered = sum(one.status == OK for one in outcomes)
    what = "a drawn amount of five digits" if name == "read" else "one 28×28 digit"
    return Row(
        f"`{name}`: {what}, {CLIENTS} clients without a pause",
        f"≥ {WANTED[name]} a second",
        f"{answered / used.clock:.0f} a second, {len(outcomes) - answered} refused; "
        f"{_cost(used, max(answered, 1))}",
        used.others,
    )


def overload(service: Served, name: str, content: bytes, seconds: float) -> list[Row]:
    """Twice what it bears, for a minute: statuses, latency, memory."""
    outcomes, used = _measured(service, lambda: press(service.port, content, CLIENTS, 10))
    bears = sum(one.status == OK for one in outcomes) / used.clock
    before = service.resident_mb()
    outcomes, used = _measured(
        service, lambda: pace(service.port, content, OVERLOAD * bears, seconds)
    )
    statuses = Counter(one.status for one in outcomes)
    accepted = [one.seconds for one in outcomes if one.status == OK]
    told = all(one.retry_after for one in outcomes if one.status in BUSY)
    listed = ", ".join(f"{count} × {status or 'lost'}" for status, count in statuses.most_common())
    what = f"`{name}`, {seconds:.0f} s at {OVERLOAD * bears:.0f} a second, twice what it bears"
    return [
        Row(
            f"{what}: answers",
            "200, 429 or 503 with Retry-After",
            f"{listed}; Retry-After {'on every refusal' if told else 'missing'}",
            used.others,
        ),
        Row(
            f"{what}: time of what was accepted",
            "p99 < 1 s",
            f"p99 {np.percentile(accepted, 99):.2f} s",
            used.others,
        ),
        Row(
            f"{what}: growth in memory",
            "≤ 100 MB",
            f"{service.resident_mb() - before:.0f} MB, to {service.resident_mb():.0f} MB",
        ),
    ]


def end_under_load(service: Served, content: bytes) -> Row:
    """SIGTERM while clients press: what was sent is answered."""

    async def press_and_end() -> list[Outcome]:
        pressing = asyncio.create_task(press(service.port, content, CLIENTS, 3))
        await asyncio.sleep(2)
        service.process.send_signal(signal.SIGTERM)
        return await pressing

    outcomes = uvloop.run(press_and_end())
    service.process.wait(60)
    cut = sum(one.status == LOST and one.was_sent for one in outcomes)
    answered = sum(one.status == OK for one in outcomes)
    return Row(
        f"SIGTERM while {CLIENTS} clients press",
        "what was accepted is finished",
        f"{answered} answered, {cut} cut off",
    )


def crash(database: Path, crashes: int) -> Row:
    """SIGKILL right after a correction was acknowledged, again and again."""
    acknowledged: set[int] = set()
    frames = draw_digits(np.arange(10, dtype=np.uint8).repeat(crashes), seed=2)
    for number in range(crashes):
        with served(database) as service:
            for frame_drawn in frames[number::crashes]:
                form = {"value": "1", "read": ""}
                answer = httpx2.post(
                    f"http://127.0.0.1:{service.port}/v1/corrections",
                    data=form,
                    files={"file": ("crop.png", _png(frame_drawn))},
                )
                acknowledged.add(answer.raise_for_status().json()["id"])
            service.end(signal.SIGKILL)
    with served(database) as service:
        address = f"http://127.0.0.1:{service.port}/v1/corrections?limit=1000"
        kept = {one["id"] for one in httpx2.get(address).json()["corrections"]}
    return Row(
        f"SIGKILL right after a correction, {crashes} times",
        "none that was acknowledged is lost",
        f"{len(acknowledged - kept)} of {len(acknowledged)} lost",
    )


def frame() -> bytes:
    """A request for the network alone: a digit's frame, in binary."""
    pixels = draw_digits(np.array([3], np.uint8), seed=1)
    given = {"name": "frames", "shape": [1, 1, 28, 28], "datatype": "UINT8"}
    header = json.dumps(
        {
            "inputs": [{**given, "parameters": {"binary_data_size": pixels.size}}],
            "outputs": [{"name": "logits", "parameters": {"binary_data": True}}],
        }
    ).encode()
    length = {"Inference-Header-Content-Length": str(len(header))}
    body = header + pixels.tobytes()
    return request("/v2/models/shuzi/infer", body, "application/octet-stream", length)


def digit() -> bytes:
    """A request with a digit as a picture, of which the ink is found first."""
    (pixels,) = draw_digits(np.array([3], np.uint8), seed=1)
    disposition = 'Content-Disposition: form-data; name="files"; filename="a.png"'
    head, tail = f"--{FORM}\r\n{disposition}\r\n\r\n".encode(), f"\r\n--{FORM}--\r\n".encode()
    body = head + _png(pixels) + tail
    return request("/v1/classify", body, f"multipart/form-data; boundary={FORM}")


def amount() -> bytes:
    """A request with a line of digits."""
    drawn = draw_line(AMOUNT, np.random.default_rng(3), height=AMOUNT_HEIGHT)
    return request("/v1/read", _png(drawn.picture), "image/png")


def page(rows: Sequence[Row]) -> str:
    """The whole page."""
    lines = "\n".join(
        f"| {row.what} | {row.wanted} | {row.found} | "
        f"{'–' if row.others is None else f'{row.others:.1f}'} |"
        for row in rows
    )
    return f"""# What the service bears

Written by `python benchmarks/service.py` on {machine.describe()}.

| what | wanted | found | processors taken by others |
| --- | --- | --- | ---: |
{lines}

The clients run on the same machine, all in one process of their own, over loopback. *Processors
taken by others*: how many of them everything but the service and the clients kept busy meanwhile,
on average; where it is not near 0, waiting for a processor is in every figure but the milliseconds
*of the processor*, which an answered request costs all processes of the service, and the client
beside. Memory is theirs too; what they share is counted once.

`infer` is `/v2/models/shuzi/infer`, the network alone on a frame; `classify` is `/v1/classify`, a
PNG of which the ink is found first; `read` is `/v1/read`.
"""


def _measured(
    service: Served, load: Callable[[], Coroutine[None, None, list[Outcome]]]
) -> tuple[list[Outcome], Usage]:
    before = service.usage()
    outcomes = uvloop.run(load())
    return outcomes, service.usage().since(before)


def _cost(used: Usage, requests: int) -> str:
    each = 1000 / requests
    return (
        f"{used.service * each:.2f} ms of the processor each, "
        f"and {used.client * each:.2f} ms the client"
    )


def _png(pixels: NDArray[np.uint8]) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


if __name__ == "__main__":
    main()
