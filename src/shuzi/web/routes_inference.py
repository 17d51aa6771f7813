"""``/v2``: frames to logits, by the Open Inference Protocol, version 2."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shuzi import __version__
from shuzi.framing import FRAME
from shuzi.results import DIGITS
from shuzi.web.failures import failures_of
from shuzi.web.openapi import an_object, gives, raw, takes
from shuzi.web.service import service_of
from shuzi.web.tensors import HEADER_LENGTH, InferenceRequest, Tensors, response

__all__ = ["health", "router"]

_MODEL = "shuzi"
_BINARY = "application/octet-stream"
_EMPTY_FRAME = {"name": "frames", "datatype": "UINT8", "shape": [1, 1, FRAME, FRAME]}
_REQUEST = {"inputs": [_EMPTY_FRAME | {"data": [0] * FRAME**2}], "outputs": [{"name": "logits"}]}
_REQUEST_SCHEMA = {
    "type": "object",
    "required": ["inputs"],
    "properties": {
        "id": {"type": "string"},
        "inputs": {"type": "array", "items": {"type": "object"}},
        "outputs": {"type": "array", "items": {"type": "object"}},
    },
}
_RESPONSE_SCHEMA = {
    "type": "object",
    "required": ["model_name", "model_version", "outputs"],
    "properties": {"outputs": {"type": "array", "items": {"type": "object"}}},
}

_RESPONSE = {
    "model_name": _MODEL,
    "model_version": "0.2.0",
    "outputs": [
        {"name": "logits", "datatype": "FP32", "shape": [1, DIGITS], "data": [0.0] * DIGITS}
    ],
}

health = APIRouter(prefix="/v2", tags=["health"])
"""Whether the service is there; no key is needed."""

router = APIRouter(prefix="/v2", tags=["inference"])


@health.get("/health/live")
async def live() -> dict[str, bool]:
    """The service runs."""
    return {"live": True}


@health.get("/health/ready")
async def ready() -> dict[str, bool]:
    """The model is open; it is before the service listens."""
    return {"ready": True}


@health.get(f"/models/{_MODEL}/ready")
async def model_ready() -> dict[str, object]:
    """The same, of the model."""
    return {"name": _MODEL, "ready": True}


@router.get("", responses=failures_of())
async def server() -> dict[str, object]:
    """What serves."""
    return {"name": _MODEL, "version": __version__, "extensions": ["binary_tensor_data"]}


@router.get(f"/models/{_MODEL}", responses=failures_of())
async def model(request: Request) -> dict[str, object]:
    """What the model takes and gives; probabilities are calibrated."""
    card = service_of(request).classifier.card
    outputs = ("logits", "probabilities")
    return {
        "name": _MODEL,
        "versions": [card.version],
        "platform": "onnxruntime_onnx",
        "inputs": [_EMPTY_FRAME | {"shape": [-1, 1, FRAME, FRAME]}],
        "outputs": [
            {"name": name, "datatype": "FP32", "shape": [-1, len(card.classes)]} for name in outputs
        ],
    }


@router.post(
    f"/models/{_MODEL}/infer",
    response_class=Response,
    responses={
        **gives(
            "JSON, and behind it what was asked for in binary.",
            an_object(_RESPONSE_SCHEMA, _RESPONSE),
            raw(_BINARY),
        ),
        **failures_of(400, 408, 413, 503),
    },
    openapi_extra=takes(an_object(_REQUEST_SCHEMA, _REQUEST), raw(_BINARY)),
)
async def infer(request: Request) -> Response:
    """Run the network on frames, uint8 [N, 1, 28, 28], bright ink on 0."""
    service = service_of(request)
    classifier = service.classifier
    async with service.body(request) as body:
        asked = InferenceRequest.parse(body, request.headers.get(HEADER_LENGTH))
        logits = await service.logits.do(asked.frames)
    tensors: Tensors = {"logits": logits, "probabilities": classifier.calibrated(logits)}
    names = {"model_name": _MODEL, "model_version": classifier.card.version}
    header, binary = response(asked, tensors, names)
    if not binary:
        return Response(header, media_type="application/json")
    return Response(header + binary, media_type=_BINARY, headers={HEADER_LENGTH: str(len(header))})
