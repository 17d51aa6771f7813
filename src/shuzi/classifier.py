"""Frames to digits: an ONNX model, with what it says of itself, run by ONNX Runtime."""

import json
from collections.abc import Mapping
from copy import copy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from shuzi.answers import Answer, Answers, answer_all
from shuzi.errors import ModelError
from shuzi.framing import FRAME
from shuzi.home import learned_model
from shuzi.json_text import parse_json
from shuzi.results import DIGITS

__all__ = [
    "METADATA_KEY",
    "SHIPPED_MODEL",
    "Classifier",
    "ModelCard",
    "find_model",
    "open_model",
    "shipped_models",
]

SHIPPED_MODEL = Path(__file__).parent / "models" / "handwriting.onnx"
"""Of the models that come with shuzi, the one that reads where none is named or learnt."""

METADATA_KEY = "shuzi"
"""Under this key an ONNX file's metadata holds the card, as JSON."""

_CARD_FORMAT = 1
_FRAMES_AT_ONCE = 1_000  # more would only take memory
_REMEDY = "give an ONNX file that shuzi train or shuzi export wrote"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model says of itself.

    Attributes:
        name: the recipe's that made it.
        version: shuzi's that made it.
        classes: what its logits stand for, the ten digits first.
        temperature: logits are divided by it before the softmax; above 0.
        threshold: answers of less confidence are refused; 0 to 1.
        provenance: data, seed, versions and the like, as plain text.
    """

    name: str
    version: str
    classes: tuple[str, ...]
    temperature: float
    threshold: float
    provenance: Mapping[str, str]

    def __post_init__(self) -> None:
        if len(self.classes) < DIGITS:
            raise ValueError(f"{len(self.classes)} classes, at least {DIGITS} were expected")
        if not 0 < self.temperature < float("inf"):
            raise ValueError(f"temperature {self.temperature} is not above 0")
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"threshold {self.threshold} is not from 0 to 1")

    @property
    def title(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"

    def to_json(self) -> str:
        """The card as an ONNX file holds it."""
        return json.dumps({"format": _CARD_FORMAT, **asdict(self)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The card that :meth:`to_json` gave.

        Raises:
            ValueError: it is no such card.
        """
        plain = parse_json(text)
        if not isinstance(plain, dict) or plain.get("format") != _CARD_FORMAT:
            raise ValueError(f"its card is not of format {_CARD_FORMAT}")
        try:
            card = cls(
                name=str(plain["name"]),
                version=str(plain["version"]),
                classes=tuple(str(name) for name in plain["classes"]),
                temperature=float(plain["temperature"]),
                threshold=float(plain["threshold"]),
                provenance={str(key): str(text) for key, text in plain["provenance"].items()},
            )
            card.to_json().encode()  # halves of characters, which JSON can hold, raise ValueError
        except (AttributeError, KeyError, OverflowError, TypeError) as error:
            raise ValueError(f"its card lacks or garbles {error}") from error
        return card


def shipped_models() -> dict[str, Path]:
    """The models that come with shuzi: name to file, in the order of their names."""
    return {path.stem: path for path in sorted(SHIPPED_MODEL.parent.glob("*.onnx"))}


def find_model(model: str | Path | None) -> Path:
    """The file of a model.

    Args:
        model: a shipped model's name, or a path; a file of the same name as a shipped model is
            found by ``./name``. None is the default model: what ``shuzi learn`` made for this
            user, or else ``handwriting``.

    Raises:
        ModelError: it is a plain name, and neither a shipped model's nor a file's.
    """
    if model is None:
        learned = learned_model()
        return learned if learned.is_file() else SHIPPED_MODEL
    shipped, path = shipped_models(), Path(model)
    if str(model) in shipped:
        return shipped[str(model)]
    if path.suffix or path.exists():
        return path
    raise ModelError(
        f"model {model}",
        "there is none of that name",
        f"choose among {', '.join(shipped)}, or give the path of an ONNX file",
    )


class Classifier:
    """A model ready to classify frames; it may be used from several threads.

    Attributes:
        card: what the model says of itself.
        min_confidence: an answer of less is refused, 0 to 1.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        threads: int = 1,
        min_confidence: float | None = None,
    ) -> None:
        """Open a model.

        Args:
            model: a shipped model's name (see :func:`shipped_models`), or an ONNX file that
                shuzi made; where none is named see :func:`find_model`.
            threads: how many one run of the network may use.
            min_confidence: in place of the model's own threshold, 0 to 1.

        Raises:
            ModelError: there is no such name, the file is missing or unreadable, or it is no
                model of shuzi's.
            ValueError: ``min_confidence`` is not 0 to 1.
        """
        if min_confidence is not None:
            _check_confidence(min_confidence)
        path = find_model(model)
        self._session, self.card = open_model(path, threads)
        _check_interface(path, self._session, self.card)
        self.min_confidence = self.card.threshold if min_confidence is None else min_confidence

    def refusing_below(self, min_confidence: float) -> Self:
        """The same model, not opened anew, with another limit, 0 to 1.

        Raises:
            ValueError: ``min_confidence`` is not 0 to 1.
        """
        _check_confidence(min_confidence)
        classifier = copy(self)
        classifier.min_confidence = min_confidence
        return classifier

    def logits(self, frames: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Raw scores, float32 [N, classes], of frames, uint8 [N, 28, 28], ink bright on 0."""
        batches = [
            self._session.run(["logits"], {"frames": frames[start : start + _FRAMES_AT_ONCE, None]})
            for start in range(0, len(frames), _FRAMES_AT_ONCE)
        ]
        if not batches:
            return np.empty((0, len(self.card.classes)), np.float32)
        return np.concatenate([logits for (logits,) in batches])

    def probabilities(self, frames: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Calibrated, float32 [N, classes], of frames, uint8 [N, 28, 28], ink bright on 0."""
        return self.calibrated(self.logits(frames))

    def calibrated(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probabilities, float32 [N, classes], that raw scores of that shape stand for."""
        return _softmax(logits / self.card.temperature)

    def classify(self, frames: NDArray[np.uint8]) -> tuple[Answer, ...]:
        """An answer for each of the frames, uint8 [N, 28, 28], ink bright on 0."""
        return tuple(self.answers(self.probabilities(frames)))

    def answers(self, probabilities: NDArray[np.floating]) -> Answers:
        """What is answered where classes, the ten digits first, are so probable: [N, classes]."""
        return answer_all(probabilities, self.min_confidence)

    def answer(self, probabilities: NDArray[np.floating]) -> Answer:
        """The same for one frame: [classes]."""
        return next(iter(self.answers(probabilities[None])))


def _check_confidence(min_confidence: float) -> None:
    if not 0 <= min_confidence <= 1:
        raise ValueError(f"min_confidence is {min_confidence}; allowed: 0 to 1")


def open_model(path: Path, threads: int) -> tuple[ort.InferenceSession, ModelCard]:
    """A session that runs a model of shuzi's, whatever it takes and gives, and the model's card.

    Raises:
        ModelError: the file is missing or unreadable, or it is no model of shuzi's.
    """
    session = _session(path, threads)
    return session, _card(path, session)


def _session(path: Path, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4  # what goes wrong is raised; it need not be printed too
    try:
        return ort.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except OSError as error:
        raise ModelError(path, f"cannot be read ({error.strerror})", "check the path") from error
    except Exception as error:  # ONNX Runtime's exceptions share no narrower base class
        cause = str(error).strip().splitlines()[-1]
        raise ModelError(path, f"is no whole ONNX file ({cause})", _REMEDY) from error


def _card(path: Path, session: ort.InferenceSession) -> ModelCard:
    try:
        metadata = session.get_modelmeta().custom_metadata_map
        if METADATA_KEY in metadata:
            return ModelCard.from_json(metadata[METADATA_KEY])
    except ValueError as error:  # of text that is no UTF-8 too
        raise ModelError(path, f"describes itself wrongly ({error})", _REMEDY) from error
    raise ModelError(path, "is an ONNX file, but no model of shuzi's", _REMEDY)


def _check_interface(path: Path, session: ort.InferenceSession, card: ModelCard) -> None:
    found = [
        (value.name, value.type, value.shape[1:])
        for value in (*session.get_inputs(), *session.get_outputs())
    ]
    expected = [
        ("frames", "tensor(uint8)", [1, FRAME, FRAME]),
        ("logits", "tensor(float)", [len(card.classes)]),
    ]
    if found != expected:
        raise ModelError(path, f"takes and gives {found}, {expected} were expected", _REMEDY)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    probabilities: NDArray[np.float32] = exponents / exponents.sum(axis=1, keepdims=True)
    return probabilities
