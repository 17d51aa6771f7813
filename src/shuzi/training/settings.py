"""A recipe: every setting of a training, from TOML, checked before anything is trained.

The unit of a setting is the last word of its name: ``shift_px``, ``rotation_deg``,
``warm_up_epochs``. What has no unit is a plain number.
"""

import tomllib
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from shuzi.errors import RecipeError
from shuzi.training.architectures import NETWORKS

__all__ = [
    "Augmentation",
    "Distillation",
    "Optimiser",
    "Recipe",
    "Schedule",
    "Selection",
    "changed",
    "load_recipe",
    "recipe_from",
    "shipped_recipes",
]

# What pydantic calls the limits of a number, and what people do.
_BOUNDS = {"ge": "from", "gt": "over", "le": "to", "lt": "under"}

# A recipe may be no longer: tomllib takes the square of it in time. The shipped ones have 500.
_MOST_LETTERS = 1 << 13

Fraction = Annotated[float, Field(ge=0, lt=1)]


class _Settings(BaseModel):
    # Strict: true is no 1 and "3" no 3, though pydantic would take them for these.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Optimiser(_Settings):
    """How a gradient becomes a step.

    Attributes:
        name: stochastic gradient descent, Adam (Kingma and Ba, 2015) or AdamW (Loshchilov
            and Hutter, 2019).
        learning_rate: at its highest.
        momentum: of ``sgd``; the first beta of the others.
        second_beta: of ``adam`` and ``adamw``.
        weight_decay: of the weights; biases and batch norms have none.
        gradient_norm_max: gradients are scaled down to this norm; none means never.
    """

    name: Literal["sgd", "adam", "adamw"]
    learning_rate: Annotated[float, Field(gt=0, le=10)]
    momentum: Fraction = 0.0
    second_beta: Fraction = 0.999
    weight_decay: Annotated[float, Field(ge=0, le=1)] = 0.0
    gradient_norm_max: Annotated[float, Field(gt=0)] | None = None


class Schedule(_Settings):
    """How the learning rate moves from step to step.

    Attributes:
        name: ``constant``; ``one-cycle``, straight up and straight down to nothing (Smith, 2018);
            ``step``, times ``factor`` every ``every_epochs``.
        warm_up_percent: of ``one-cycle``: how much of all the steps the way up takes.
        every_epochs: of ``step``.
        factor: of ``step``.
    """

    name: Literal["constant", "one-cycle", "step"] = "constant"
    warm_up_percent: Annotated[float, Field(ge=0, le=100)] = 0.0
    every_epochs: Annotated[int, Field(ge=1)] = 10
    factor: Annotated[float, Field(gt=0, le=1)] = 0.2


class Augmentation(_Settings):
    """How a training image is moved and spoilt at random, each time it is shown.

    Attributes:
        shift_px: whole pixels to each side.
        rotation_deg: to each side.
        scale_percent: larger or smaller.
        shear_deg: slant to each side.
        elastic_px: how far its parts are moved each its own way, standard deviation.
        spoilt_percent: how many are then spoilt as bad copies are: uneven ground, noise, outlines.
        clean_epochs: the last epochs show the images as they are.
    """

    shift_px: Annotated[int, Field(ge=0, le=8)] = 0
    rotation_deg: Annotated[float, Field(ge=0, le=45)] = 0.0
    scale_percent: Annotated[float, Field(ge=0, le=50)] = 0.0
    shear_deg: Annotated[float, Field(ge=0, le=45)] = 0.0
    elastic_px: Annotated[float, Field(ge=0, le=4)] = 0.0
    spoilt_percent: Annotated[float, Field(ge=0, le=100)] = 0.0
    clean_epochs: Annotated[int, Field(ge=0)] = 0


class Selection(_Settings):
    """Which images an epoch shows.

    What a network has long got right teaches it little: an epoch of the images that it found
    hardest when it last saw them, and some others lest it forget them, teaches nearly as much as
    a whole one (selective backpropagation: Jiang et al., 2019).

    Attributes:
        first_percent: how many of the images the first epoch shows, drawn at random.
        later_percent: how many of them every later epoch shows.
        hardest_percent: how many of those are the ones with the highest loss when they were last
            shown, an image that never was before all; the others are drawn at random.
    """

    first_percent: Annotated[float, Field(gt=0, le=100)] = 100.0
    later_percent: Annotated[float, Field(gt=0, le=100)] = 100.0
    hardest_percent: Annotated[float, Field(ge=0, le=100)] = 70.0


class Distillation(_Settings):
    """Learning from the answers of others as well as from the labels (Hinton et al., 2015).

    Attributes:
        teacher: the recipe of the networks that are trained first.
        share: how much of the target are their probabilities; the rest is the label.
    """

    teacher: str
    share: Annotated[float, Field(gt=0, le=1)]


class Recipe(_Settings):
    """Every setting of a training.

    Attributes:
        name: the recipe's own name.
        purpose: one sentence for those who choose among recipes.
        network: a name in ``shuzi.training.architectures.NETWORKS``.
        first_filters: how the first convolution begins: ``random``, or ``patches``, the principal
            components of patches of the training images.
        epochs: passes over the training images, or over what is selected of them.
        batch_images: images a step.
        evaluation_images: images a batch where nothing is learnt.
        label_smoothing: share of the target spread over all classes (Szegedy et al., 2016).
        precision: of the layers; ``auto`` is bfloat16 where the device multiplies it natively
            and float32 elsewhere. The weights are always float32.
        seed: of the weights, the order of the images, the augmentation and the dropout.
        log_every_steps: between two entries of the log.
        optimiser: how a gradient becomes a step.
        schedule: how the learning rate moves.
        augmentation: how training images are moved.
        selection: which images an epoch shows.
        members: networks with seeds of their own whose probabilities are averaged.
        answer_shift_px: the finished network answers for a frame as it stands and moved by so
            many pixels to each side, five times the work; 0 is once, as it stands.
        distillation: whose answers are learnt beside the labels.
    """

    name: str
    purpose: str
    network: str
    first_filters: Literal["random", "patches"] = "random"
    epochs: Annotated[int, Field(ge=1, le=100_000)]
    batch_images: Annotated[int, Field(ge=2, le=65_536)]
    evaluation_images: Annotated[int, Field(ge=1, le=65_536)] = 500
    label_smoothing: Fraction = 0.0
    precision: Literal["auto", "float32", "bfloat16"] = "float32"
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    log_every_steps: Annotated[int, Field(ge=1)] = 100
    optimiser: Optimiser
    schedule: Schedule = Schedule()
    augmentation: Augmentation = Augmentation()
    selection: Selection = Selection()
    members: Annotated[int, Field(ge=1, le=1000)] = 1
    answer_shift_px: Annotated[int, Field(ge=0, le=4)] = 0
    distillation: Distillation | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.network not in NETWORKS:
            raise ValueError(f"network is {self.network!r}; allowed: {', '.join(NETWORKS)}")
        if self.members > 1 and self.distillation is not None:
            raise ValueError("members is over 1 beside distillation; allowed: one of the two")
        if self.augmentation.clean_epochs > self.epochs:
            raise ValueError(
                f"augmentation.clean_epochs is {self.augmentation.clean_epochs}; "
                f"allowed: 0 to {self.epochs}, the number of epochs"
            )
        return self


def shipped_recipes() -> dict[str, str]:
    """The recipes that come with shuzi: name to purpose, in the order of their names."""
    return {name: load_recipe(name).purpose for name in _shipped_names()}


def load_recipe(name_or_path: str) -> Recipe:
    """The shipped recipe of that name, or the one in the TOML file of that path.

    Raises:
        RecipeError: no such recipe, not TOML, an unknown key or an impossible value.
    """
    if name_or_path in _shipped_names():
        shipped = resources.files("shuzi.training") / "recipes" / f"{name_or_path}.toml"
        return _parsed(name_or_path, shipped.read_text(encoding="utf-8"))
    path = Path(name_or_path)
    if path.suffix != ".toml":
        raise RecipeError(
            f"recipe {name_or_path}",
            "there is none of that name",
            f"choose among {', '.join(_shipped_names())}, or give the path of a .toml file",
        )
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_MOST_LETTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(path, f"cannot be read ({error})", "check the path") from error
    if len(text) > _MOST_LETTERS:
        raise RecipeError(path, f"has over {_MOST_LETTERS:,} letters", "leave out what is not set")
    return _parsed(str(path), text)


def recipe_from(settings: dict[str, Any], subject: str) -> Recipe:
    """A recipe from plain settings, as TOML or a checkpoint holds them.

    Raises:
        RecipeError: names every wrong key with what is allowed there.
    """
    try:
        return Recipe.model_validate(settings)
    except ValidationError as error:
        causes = "; ".join(_cause(detail) for detail in error.errors())
        raise RecipeError(subject, causes, "mend these settings") from error


def changed(recipe: Recipe, changes: dict[str, Any]) -> Recipe:
    """The recipe with some settings changed, nested ones by dotted names.

    >>> changed(recipe, {"epochs": 3, "optimiser.learning_rate": 0.01})

    Raises:
        RecipeError: an unknown key or an impossible value.
    """
    settings = recipe.model_dump()
    for dotted, value in changes.items():
        *tables, key = dotted.split(".")
        table = settings
        for name in tables:
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                raise RecipeError(f"recipe {recipe.name}", f"{name} holds no settings", "mend it")
        table[key] = value
    return recipe_from(settings, f"recipe {recipe.name}")


def _shipped_names() -> list[str]:
    folder = resources.files("shuzi.training") / "recipes"
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir())


def _parsed(subject: str, text: str) -> Recipe:
    try:
        settings = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # it raises more than its own errors
        raise RecipeError(subject, f"is not TOML ({error})", "mend that line") from error
    base = settings.pop("base", None)
    if base is not None:
        # Only shipped ones: files that name each other would never end.
        if base not in _shipped_names():
            allowed = ", ".join(_shipped_names())
            raise RecipeError(subject, f"base is {base!r}; allowed: {allowed}", "name one of these")
        settings = _merged(load_recipe(base).model_dump(), settings)
    return recipe_from({**settings, "name": Path(subject).stem}, subject)


def _merged(settings: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The settings with these changes, table by table."""
    merged = dict(settings)
    for key, value in changes.items():
        table = merged.get(key)
        if isinstance(value, dict) and isinstance(table, dict):
            merged[key] = _merged(table, value)
        else:
            merged[key] = value
    return merged


def _cause(detail: ErrorDetails) -> str:
    key = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        known = _fields(Recipe)
        close = get_close_matches(key, known, n=1)
        return f"{key} is no setting" + "".join(
            f" (did you mean {name}{_range(known[name])}?)" for name in close
        )
    if detail["type"] == "missing":
        return f"{key} is missing"
    if detail["type"] == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    allowed = detail["msg"].removeprefix("Input should be ")
    return f"{key} is {detail['input']!r}; allowed: {allowed}"


def _fields(settings: type[BaseModel], prefix: str = "") -> dict[str, FieldInfo]:
    """Every setting by its dotted name."""
    fields = {}
    for name, field in settings.model_fields.items():
        fields[prefix + name] = field
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            fields |= _fields(field.annotation, f"{prefix}{name}.")
    return fields


def _range(field: FieldInfo) -> str:
    """The numbers that a setting allows, such as ``, from 0 under 1``."""
    limits = [
        f"{word} {getattr(bound, limit):g}"
        for bound in field.metadata
        for limit, word in _BOUNDS.items()
        if getattr(bound, limit, None) is not None
    ]
    return f", {' '.join(limits)}" if limits else ""
