"""A trained network made ready for use: calibrated, exported, and measured once."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from shuzi.classifier import Classifier, ModelCard
from shuzi.datasets import DataSet
from shuzi.evaluation import Evaluation
from shuzi.measurement import measure_frames
from shuzi.training.calibration import fit_temperature, fit_threshold
from shuzi.training.export import export_model, network_logits
from shuzi.training.network import with_shifts
from shuzi.training.plan import MODEL, Plan

__all__ = [
    "calibration_note",
    "export_calibrated",
    "export_run",
    "read_test_part",
    "validation_accuracy",
]

# Enough to see every digit in many hands; only their logits are compared, not their labels.
_PARITY_IMAGES = 1_000


def export_run(plan: Plan, network: nn.Module) -> None:
    """Write what a run trained into its folder: see :func:`export_calibrated`."""
    # Where the test part is not to be read, not even the parity check looks at its images.
    part = plan.data.test if plan.test else plan.data.validation
    provenance = plan.provenance | calibration_note(plan.data.name, held_out=plan.hold_out)
    answering = with_shifts(network, plan.recipe.answer_shift_px)
    export_calibrated(answering, provenance, plan.data, part.images, plan.out / MODEL)


def validation_accuracy(plan: Plan, network: nn.Module) -> float | None:
    """How many of the images held back the network answers rightly, 0 to 1; none: none are."""
    if not plan.hold_out:
        return None
    validation = plan.data.validation
    answering = with_shifts(network, plan.recipe.answer_shift_px)
    answers = network_logits(answering, validation.images).argmax(1)
    return float(np.mean(answers == validation.labels))


def read_test_part(plan: Plan) -> Evaluation:
    """Measure the run's model on the test part."""
    classifier = Classifier(plan.out / MODEL, threads=torch.get_num_threads())
    return measure_frames(classifier, plan.data.name, plan.data.test)


def export_calibrated(
    network: nn.Module,
    provenance: Mapping[str, str],
    data: DataSet,
    parity_images: NDArray[np.uint8],
    path: Path,
) -> float:
    """Fit temperature and threshold on the validation part, and write the model to ``path``.

    Args:
        network: what to export.
        provenance: how it came about, ``recipe`` and ``shuzi`` among it; stands in the file.
        data: whose validation part calibrates it.
        parity_images: real images, uint8 [N, 28, 28], of which the first 1,000 are run through
            the network and the file.
        path: where to write.

    Returns:
        The largest difference between a logit of the network's and the file's.

    Raises:
        ExportError: that difference is too large; nothing is written.
    """
    logits, labels = network_logits(network, data.validation.images), data.validation.labels
    temperature = fit_temperature(logits, labels)
    card = ModelCard(
        name=provenance["recipe"],
        version=provenance["shuzi"],
        classes=data.classes,
        temperature=temperature,
        threshold=fit_threshold(logits, labels, temperature),
        provenance=provenance,
    )
    return export_model(network, card, path, parity_images[:_PARITY_IMAGES])


def calibration_note(data: str, *, held_out: bool) -> dict[str, str]:
    """What a model's provenance says of its calibration.

    Where the validation part was trained on too, confidences come out a little high.
    """
    kind = "held-out images" if held_out else "images that were trained on too"
    return {"calibrated_on": f"{kind} of {data}"}
