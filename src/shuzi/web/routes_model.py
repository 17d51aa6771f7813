"""``/v1/model``: what reads."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from shuzi.web.failures import failures_of
from shuzi.web.schemas import ModelAnswer
from shuzi.web.service import service_of

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["reading"])


@router.get("/model", response_model=ModelAnswer, responses=failures_of())
async def model(request: Request) -> JSONResponse:
    """What the model says of itself, and below which confidence digits are refused."""
    classifier = service_of(request).classifier
    card = asdict(classifier.card)
    return JSONResponse(card | {"threshold": classifier.min_confidence})
