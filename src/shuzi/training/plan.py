"""What a training is to do, and how what it leaves is called."""

import hashlib
import platform
import time
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from shuzi import __version__
from shuzi.datasets import DataSet, LabelledImages
from shuzi.training.checkpoint import Checkpoint
from shuzi.training.ranks import Ranks
from shuzi.training.settings import Recipe
from shuzi.training.timetable import Timetable

__all__ = ["CHECKPOINT", "CONFUSION", "CURVES", "MODEL", "SETTINGS", "TEACHER", "Plan"]

# In the folder of a run.
CHECKPOINT = "checkpoint.safetensors"
MODEL = "model.onnx"
SETTINGS = "settings.json"
CURVES = "curves.png"
CONFUSION = "confusion.png"
TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train, on what, and where to leave it.

    Attributes:
        recipe: every setting of the training.
        data: what to train on.
        out: the run's folder.
        device: where to train.
        hold_out: whether to keep the validation part out; without, the recipe is frozen and
            the last epoch counts.
        test: whether to read the test part at the end.
        keep_epochs: whether to leave a checkpoint of every epoch.
        resume: the checkpoint to go on from.
        source: by what the data is loaded again to resume or export; its name where none is given.
        teacher: whose answers are learnt too, where the recipe has a distillation.
        teacher_seconds: how long training the teacher took.
        ranks: which of the processes that train together this one is.
    """

    recipe: Recipe
    data: DataSet
    out: Path
    device: torch.device
    hold_out: bool = True
    test: bool = True
    keep_epochs: bool = False
    resume: Checkpoint | None = None
    source: str | None = None
    teacher: nn.Module | None = None
    teacher_seconds: float = 0.0
    ranks: Ranks = field(default_factory=Ranks)

    @property
    def train(self) -> LabelledImages:
        """What is learnt from."""
        return self.data.train if self.hold_out else self.data.train_all

    @property
    def options(self) -> dict[str, bool]:
        """How the run was asked for beside its recipe."""
        return {"hold_out": self.hold_out, "test": self.test, "keep_epochs": self.keep_epochs}

    @property
    def steps(self) -> int:
        """How many steps the whole training has."""
        return Timetable(self.recipe, len(self.train)).steps

    @property
    def fingerprint(self) -> str:
        """Hexadecimal; of another training, or of other data by name and size, it is another."""
        data = (self.data.name, len(self.train), len(self.data.validation), self.data.classes)
        return hashlib.sha256(f"{self.recipe!r} {data} {self.options}".encode()).hexdigest()

    @property
    def provenance(self) -> dict[str, str]:
        """How what is trained comes about, as plain text."""
        return {
            "data": self.data.name,
            "classes": str(len(self.data.classes)),
            "recipe": self.recipe.name,
            "network": self.recipe.network,
            "seed": str(self.recipe.seed),
            # Sums are split among them, which decides their last bits.
            "threads": str(torch.get_num_threads()),
            "ranks": str(self.ranks.size),
            "shuzi": __version__,
            "torch": torch.__version__,
            "python": platform.python_version(),
            "machine": platform.machine(),
            "trained": time.strftime("%Y-%m-%d"),
        }
