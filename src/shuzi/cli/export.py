"""``shuzi export``: a checkpoint to an ONNX file."""

from pathlib import Path

import click

from shuzi.cli.console import tell
from shuzi.cli.extras import training_installed

__all__ = ["export"]


@click.command
@click.argument("checkpoint", type=click.Path(path_type=Path))
@click.option(
    "--out",
    "-o",
    default="model.onnx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The ONNX file to write.",
)
@click.option(
    "--data",
    metavar="NAME|DIR",
    help="Calibrated and checked on this.",
    show_default="what it was trained on",
)
def export(checkpoint: Path, out: Path, data: str | None) -> None:
    """Write a trained network as ONNX, with its normalisation and calibration inside.

    CHECKPOINT is a run's checkpoint.safetensors. The file is run on real test images, and is not
    written where any logit differs by more than 1e-4 from the network's.

    Example: shuzi export runs/first/checkpoint.safetensors --out digits.onnx
    """
    with training_installed():
        from shuzi.training.checkpoint import load_checkpoint, restore_network
        from shuzi.training.data import load_data
        from shuzi.training.delivery import calibration_note, export_calibrated
        from shuzi.training.network import build_network, with_shifts
    loaded = load_checkpoint(checkpoint)
    network = build_network(loaded.recipe.network, loaded.classes)
    restore_network(network, loaded.chosen, checkpoint)
    provenance = dict(loaded.provenance)
    data_set = load_data(data or provenance["source"])
    del provenance["source"]  # a path of this machine's is nobody else's business
    held_out = data_set.name != provenance["data"] or loaded.options["hold_out"]
    provenance |= calibration_note(data_set.name, held_out=held_out)
    answering = with_shifts(network, loaded.recipe.answer_shift_px)
    difference = export_calibrated(answering, provenance, data_set, data_set.test.images, out)
    tell(f"{out}: largest difference of a logit {difference:.1e}")
