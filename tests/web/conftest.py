from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra 'serve'")

from starlette.testclient import TestClient

from shuzi.web.app import create_app, open_service
from shuzi.web.desk import Desk
from shuzi.web.settings import Settings
from web.running import running

LOCAL = "http://localhost"


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    """A service whose model and database are opened once for all tests."""
    url = f"sqlite:///{tmp_path_factory.mktemp('web') / 'corrections.db'}"
    opened = open_service(Settings(model="tiny", database_url=url, workers=1))
    yield opened
    opened.close()


@pytest.fixture
def app(service):
    service.store.delete_all()
    return create_app(service)


@pytest.fixture
def client(app):
    """Asks the service as a page of its own would."""
    return TestClient(app, base_url=LOCAL)  # not entered: the service stays open


@pytest.fixture
def client_of(service):
    """A client of the same service with other settings."""

    def make(base_url=LOCAL, **settings):
        other = replace(service, settings=replace(service.settings, **settings))
        return TestClient(create_app(other), base_url=base_url)

    return make


@pytest.fixture
def busy(service):
    """A client of a service that has no room left."""
    desk = Desk(at_once=1, waiting=0)
    with desk.place():
        yield TestClient(create_app(replace(service, desk=desk)), base_url=LOCAL)
    desk.close()


@pytest.fixture(scope="session")
def examples():
    """The drawn pictures that come with shuzi, as file contents by name."""
    folder = Path(__file__).parents[2] / "examples"
    return {path.name: path.read_bytes() for path in folder.glob("*.png")}


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """A service as users start it, for what only a real connection shows."""
    with running(tmp_path_factory.mktemp("real") / "corrections.db") as started:
        yield started
