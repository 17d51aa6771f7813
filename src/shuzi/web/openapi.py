"""Bodies as OpenAPI describes them: the handlers take them in by themselves."""

from typing import Any

__all__ = ["FILE", "a_form", "an_object", "gives", "raw", "takes"]

FILE = {"type": "string", "format": "binary"}
"""A field of a form that holds a picture."""


def takes(*contents: dict[str, Any]) -> dict[str, Any]:
    """What a route takes: one of these."""
    return {"requestBody": {"required": True, "content": _joined(contents)}}


def gives(description: str, *contents: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    """What a route answers where nothing fails: one of these."""
    return {200: {"description": description, "content": _joined(contents)}}


def raw(kind: str) -> dict[str, Any]:
    """Bytes of that media type."""
    return {kind: {"schema": FILE}}


def a_form(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """A multipart form of these fields."""
    fields = required | (optional or {})
    schema = {"type": "object", "required": [*required], "properties": fields}
    return {"multipart/form-data": {"schema": schema}}


def an_object(schema: dict[str, Any], example: object) -> dict[str, Any]:
    """JSON."""
    return {"application/json": {"schema": schema, "example": example}}


def _joined(contents: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return {kind: content for one in contents for kind, content in one.items()}
