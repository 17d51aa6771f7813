"""``shuzi serve``: the page and the HTTP API."""

import click

from shuzi.cli.console import note, tell
from shuzi.cli.extras import installed
from shuzi.cli.options import min_confidence_option, model_option

__all__ = ["serve"]


@click.command
@click.option("--host", default="127.0.0.1", help="Listen on this address; 0.0.0.0 is all.")
@click.option("--port", default=8000, type=click.IntRange(0, 65535), help="0 is any free one.")
@model_option
@min_confidence_option
@click.option(
    "--workers",
    type=click.IntRange(1),
    show_default="one for each core, at most 8",
    help="Read with so many processes.",
)
@click.option(
    "--api-key",
    metavar="KEY",
    envvar="SHUZI_API_KEY",
    show_envvar=True,
    help="Clients must send it as X-API-Key. A command line can be seen by others: better set the "
    "variable.",
)
@click.option(
    "--max-megabytes",
    type=click.FloatRange(0, min_open=True),
    default=20,
    help="Refuse larger pictures.",
)
def serve(
    *,
    host: str,
    port: int,
    model: str | None,
    min_confidence: float | None,
    workers: int | None,
    api_key: str | None,
    max_megabytes: float,
) -> None:
    """Serve a page on which anyone can read digits, and an HTTP API.

    Only this machine reaches it, unless --host says otherwise. No picture is kept unless somebody
    corrects what was read, and then only the corrected place: in the database that
    SHUZI_DATABASE_URL names, or else in a file in the folder that SHUZI_HOME names, or in your data
    folder. Ctrl-C ends it.

    Example: shuzi serve --port 8080
    """
    with installed("serving", "serve"):
        from shuzi.web.serve import serve as serve_until_ended
        from shuzi.web.settings import Settings

    settings = Settings(
        host=host,
        port=port,
        model=model,
        min_confidence=min_confidence,
        workers=workers,
        max_megabytes=max_megabytes,
        api_key=api_key or None,
    )
    try:
        serve_until_ended(settings, _tell_where)
    except OSError as error:
        raise click.BadParameter(
            f"{host}, port {port}, cannot be listened on ({error.strerror})", param_hint="--host"
        ) from error


def _tell_where(address: str) -> None:
    tell(f"shuzi serves {address}")
    note("Ctrl-C ends it.")
