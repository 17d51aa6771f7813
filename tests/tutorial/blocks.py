"""A document's fenced blocks, and in these what is typed and what is shown to come of it."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCUMENTS = {
    language: Path(__file__).parents[2] / "docs" / name
    for language, name in (("en", "tutorial.md"), ("zh", "tutorial.zh-CN.md"))
}

PROMPTS = {"console": ("$ ", "> "), "pycon": (">>> ", "... ")}
"""What stands before what is typed, and before what goes on with it; a space ends each."""

_FENCED = re.compile(r"^```(.*)\n((?:.*\n)*?)^```$", re.MULTILINE)


@dataclass(frozen=True)
class Turn:
    """What is typed, prompts and all, and what is shown of its answer; lines without their end."""

    typed: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def source(self):
        """What is typed, without prompts."""
        return "\n".join(line.partition(" ")[2] for line in self.typed)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what it holds, and the line of its fence, from 1."""

    language: str
    text: str
    line: int

    @property
    def turns(self):
        """Of a block in which something is typed."""
        first, more = PROMPTS[self.language]
        turns = []
        for line in self.text.splitlines():
            if line.startswith(first):
                turns.append(([line], []))
            elif line.startswith(more) and not turns[-1][1]:
                turns[-1][0].append(line)
            else:
                turns[-1][1].append(line)
        return [Turn(tuple(typed), tuple(shown)) for typed, shown in turns]


def blocks(text):
    """The fenced blocks of a document, in their order."""
    return [
        Block(match[1], match[2], text.count("\n", 0, match.start()) + 1)
        for match in _FENCED.finditer(text)
    ]
