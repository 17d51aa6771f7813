"""Writes what the tutorial's blocks print, now and here, into both its documents.

From the folder ``tests``: python -m tutorial
"""

import tempfile
from pathlib import Path

from tutorial.blocks import DOCUMENTS, PROMPTS, blocks
from tutorial.likeness import shortened
from tutorial.terminal import Terminal, obstacle


def main():
    texts = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS.values()}
    with tempfile.TemporaryDirectory() as folder, Terminal(Path(folder)) as terminal:
        for block in blocks(next(iter(texts.values()))):
            if block.language not in PROMPTS:
                terminal.save(block.text)
            elif obstacle(block) is None:
                new = renewed(block, terminal)
                old = fenced(block, block.text)
                texts = {
                    path: text.replace(old, fenced(block, new)) for path, text in texts.items()
                }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")


def renewed(block, terminal):
    """The block with what its turns print now."""
    lines = []
    for turn, printed in terminal.answers(block):
        lines += [*turn.typed, *shortened(turn.shown, printed)]
        print(turn.source, *printed, sep="\n", flush=True)  # noqa: T201
    return "".join(f"{line.rstrip()}\n" for line in lines)


def fenced(block, text):
    return f"```{block.language}\n{text}```\n"


if __name__ == "__main__":
    main()
