"""All doors, by name."""

from fuzzing import batch_doors, data_doors, model_doors, picture_doors, service_doors
from fuzzing.door import Opener

__all__ = ["DOORS"]

DOORS: dict[str, Opener] = {
    "IDX": data_doors.idx_plain,
    "IDX inside gzip": data_doors.idx_inside_gzip,
    "IDX, mapped": data_doors.idx_mapped,
    "IDX, by rows": data_doors.idx_rows,
    "a folder of IDX files": data_doors.own_set,
    "a data set's ZIP file": data_doors.archive,
    "labels.csv": data_doors.labels,
    **{kind: picture_doors.form(kind) for kind in picture_doors.FORMATS},
    "a page, to the end": picture_doors.page,
    "ONNX": model_doors.onnx_file,
    "ONNX, its card": model_doors.onnx_card,
    "ONNX, its structure": model_doors.onnx_structure,
    "a checkpoint": model_doors.checkpoint,
    "a checkpoint's description": model_doors.checkpoint_description,
    "a checkpoint of lines": model_doors.line_checkpoint,
    "a recipe": model_doors.recipe,
    "a run's summary": model_doors.summary,
    "tar": batch_doors.tar,
    "parquet": batch_doors.parquet,
    "a list of files": batch_doors.listing,
    **{name: service_doors.route(name) for name in service_doors.ROUTES},
}
"""Every way in: what opens it, by what it is called."""
