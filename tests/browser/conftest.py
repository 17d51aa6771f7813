"""A browser with the page in it, and what a person does there."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

WIDE = {"width": 1280, "height": 800}

Point = tuple[float, float]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The service with the model that reads by default, and an empty database."""
    pytest.importorskip("fastapi", reason="needs the extra 'serve'")
    from shuzi.web.app import open_service
    from shuzi.web.settings import Settings

    database = tmp_path_factory.mktemp("browser") / "corrections.db"
    opened = open_service(Settings(database_url=f"sqlite:///{database}"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def page_url(service: Any) -> Iterator[str]:
    """Where the page is served."""
    import uvicorn

    from shuzi.web.app import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(service), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join()


# Not of the session: as long as Playwright is at work no test can run an event loop of its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    path = os.environ.get("SHUZI_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium on the PATH, and SHUZI_CHROMIUM names none")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra 'dev'")
    with playwright.sync_playwright() as engines:
        # As root, which a container may run as, chromium starts only so; the page is our own.
        browser = engines.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Any, page_url: str) -> Iterator[Callable[..., Any]]:
    """Opens the page; settings are those of a Playwright context."""
    from browser.steps import PATIENCE

    contexts = []

    def opened(**settings: Any) -> Any:
        context = browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **settings})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(page_url)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """The page as an Englishman's large screen has it."""
    return open_page()


@pytest.fixture
def draw() -> Callable[..., None]:
    """Draws a stroke with the mouse; where it starts and how high it is, in pixels of the stage."""

    def drawn(page: Any, stroke: list[Point], *, left: float = 100, height: float = 180) -> None:
        stage = page.locator(".viewport").bounding_box()
        points = [(stage["x"] + left + x * height, stage["y"] + 80 + y * height) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=4)
        page.mouse.up()

    return drawn


@pytest.fixture
def show() -> Callable[..., None]:
    """Gives the page a picture of ``examples/`` and waits until so many places are seen."""
    from browser.steps import EXAMPLES, wait_for_places

    def shown(page: Any, name: str, places: int) -> None:
        page.locator(".chosen-file").set_input_files(EXAMPLES / name)
        wait_for_places(page, places)

    return shown
