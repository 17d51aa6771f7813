import gzip
import hashlib
import io
import socket
import threading
import time
import zipfile
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shuzi import downloads
from shuzi.downloads import LocalFile, RemoteFile, RemoteSet
from shuzi.errors import DataSetError, DownloadError

PLAIN = bytes(range(256)) * 100
CONTENT = gzip.compress(PLAIN, mtime=0)
NAME = "train-images-idx3-ubyte.gz"


def md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


FILE = RemoteFile(NAME, md5(CONTENT), md5(PLAIN))


@dataclass
class Server:
    """What a local web server offers: content by path, and the size it claims."""

    url: str = ""
    offers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def offer(self, path, content, *, claimed=None):
        self.offers[f"/{path}"] = (content, claimed or len(content))

    def remote(self, *folders, **changes):
        mirrors = tuple(f"{self.url}/{folder}/" for folder in folders)
        return replace(RemoteSet("mnist", (FILE,), mirrors, ("mnist", "MNIST/raw", ".")), **changes)


@pytest.fixture
def server():
    served = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            served.asked.append((self.command, self.path))
            content, claimed = served.offers.get(self.path, (None, 0))
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(claimed))
            self.end_headers()
            return content

        def do_GET(self):
            self.wfile.write(self.do_HEAD() or b"")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as web:
        served.url = f"http://127.0.0.1:{web.server_port}"
        thread = threading.Thread(target=web.serve_forever, args=(0.01,))
        thread.start()
        yield served
        web.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache, no data folder, and no proxy between us and the local server."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.delenv("SHUZI_DATA", raising=False)
    return tmp_path / "cache" / "shuzi" / "mnist"


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("SHUZI_DATA", str(folder))
    return folder


def left_in(folder):
    return [path.name for path in folder.rglob("*")] if folder.exists() else []


def test_a_file_is_fetched_once_and_then_found_in_the_cache(server, cache):
    server.offer(f"a/{NAME}", CONTENT)
    (first,) = downloads.locate(server.remote("a"))
    asked = len(server.asked)
    (second,) = downloads.locate(server.remote("a"))

    assert first == second == LocalFile(cache / NAME, FILE)
    assert first.path.read_bytes() == CONTENT
    assert left_in(cache) == [NAME]
    assert len(server.asked) == asked


def test_a_mirror_without_the_file_is_passed_over(server):
    server.offer(f"b/{NAME}", CONTENT)
    (file,) = downloads.locate(server.remote("a", "b"))

    assert file.path.read_bytes() == CONTENT
    assert ("GET", f"/a/{NAME}") not in server.asked


def test_the_preferred_mirror_is_used(server):
    for folder in "ab":
        server.offer(f"{folder}/{NAME}", CONTENT)
    downloads.locate(server.remote("b", "a"))

    assert [path for method, path in server.asked if method == "GET"] == [f"/b/{NAME}"]


def test_after_a_wrong_checksum_the_next_mirror_is_asked(server):
    server.offer(f"a/{NAME}", b"something else")
    server.offer(f"b/{NAME}", CONTENT)
    (file,) = downloads.locate(server.remote("a", "b"))

    assert file.path.read_bytes() == CONTENT


def test_a_wrong_checksum_leaves_nothing_and_names_the_url(server, cache):
    server.offer(f"a/{NAME}", b"something else")

    with pytest.raises(DownloadError, match=md5(b"something else")) as caught:
        downloads.locate(server.remote("a"))
    assert f"{server.url}/a/{NAME}" in caught.value.cause
    assert left_in(cache) == []


def test_a_download_that_is_cut_off_leaves_nothing_and_names_the_url(server, cache):
    server.offer(f"a/{NAME}", CONTENT[:100], claimed=len(CONTENT))

    with pytest.raises(DownloadError, match="IncompleteRead") as caught:
        downloads.locate(server.remote("a"))
    assert f"{server.url}/a/{NAME}" in caught.value.cause
    assert left_in(cache) == []


def test_no_mirror_with_the_file(server):
    with pytest.raises(DownloadError, match=f"no mirror answers .*does not have {NAME}") as caught:
        downloads.locate(server.remote("a", "b"))
    assert caught.value.subject == "mnist"
    assert "SHUZI_DATA" in caught.value.remedy


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    remote = RemoteSet("mnist", (FILE,), (f"http://127.0.0.1:{port}/",), ())

    with pytest.raises(DownloadError, match=f"127.0.0.1:{port}: ConnectionError"):
        downloads.locate(remote)


def test_silent_mirrors_are_given_up_soon(monkeypatch):
    monkeypatch.setattr(downloads, "_ANSWER_SECONDS", 0.5)
    # Connections are taken by the system, and never answered.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        remote = RemoteSet("mnist", (FILE,), (f"{url}/a/", f"{url}/b/"), ())
        start = time.monotonic()
        with pytest.raises(DownloadError, match="no mirror answers"):
            downloads.locate(remote)
    assert time.monotonic() - start < 1.5


def test_a_name_server_that_hangs_is_given_up_soon(monkeypatch):
    released = threading.Event()

    def hang(*_, **__):
        released.wait(10)
        raise socket.gaierror

    monkeypatch.setattr(downloads, "_ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", hang)
    remote = RemoteSet("mnist", (FILE,), ("http://mirror.invalid/",), ())
    start = time.monotonic()
    with pytest.raises(DownloadError, match=r"mirror\.invalid: no answer within"):
        downloads.locate(remote)
    assert time.monotonic() - start < 1.5
    released.set()


def test_the_promise_of_ten_seconds():
    assert downloads._ANSWER_SECONDS <= 5


def test_files_are_taken_out_of_an_archive_which_is_not_kept(server, cache):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr(f"gzip/{NAME}", CONTENT)
        members.writestr("gzip/another.gz", b"another")
    server.offer("a/gzip.zip", archive.getvalue())
    remote = server.remote("a", archive=RemoteFile("gzip.zip", md5(archive.getvalue())))
    (file,) = downloads.locate(remote)

    assert file.path.read_bytes() == CONTENT
    assert left_in(cache) == [NAME]


@pytest.mark.parametrize("folder", ["mnist", "MNIST/raw", "."])
@pytest.mark.parametrize(
    "name",
    [
        "train-images-idx3-ubyte.gz",
        "train-images-idx3-ubyte",
        "train-images.idx3-ubyte.gz",
        "train-images.idx3-ubyte",
    ],
)
def test_a_local_copy_is_found_under_every_name(data, folder, name):
    path = data / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(CONTENT if name.endswith("gz") else PLAIN)
    (file,) = downloads.locate(RemoteSet("mnist", (FILE,), (), ("mnist", "MNIST/raw", ".")))

    assert file.path == path
    file.verify()


def test_only_what_is_missing_is_fetched(server, data):
    other = RemoteFile("train-labels-idx1-ubyte.gz", md5(CONTENT))
    (data / NAME).write_bytes(CONTENT)
    server.offer(f"a/{other.name}", CONTENT)
    images, labels = downloads.locate(server.remote("a", files=(FILE, other)))

    assert images.path == data / NAME
    assert labels.path.read_bytes() == CONTENT
    assert {path for _, path in server.asked} == {f"/a/{other.name}"}


def test_a_copy_compressed_anew_is_told_by_its_content(tmp_path):
    path = tmp_path / NAME
    path.write_bytes(gzip.compress(PLAIN, compresslevel=1, mtime=1))

    LocalFile(path, FILE).verify()
    with pytest.raises(DataSetError, match="is not the official file"):
        LocalFile(path, RemoteFile(NAME, md5(CONTENT))).verify()


@pytest.mark.parametrize("content", [gzip.compress(b"other", mtime=0), b"other"])
def test_other_data_under_an_official_name_is_refused(tmp_path, content):
    path = tmp_path / NAME
    path.write_bytes(content)

    with pytest.raises(DataSetError, match=rf"MD5 {md5(content)}, expected .*--data DIR") as caught:
        LocalFile(path, FILE).verify()
    assert caught.value.subject == str(path)


def test_where_no_checksum_is_known_none_is_asked_for(tmp_path):
    path = tmp_path / NAME
    path.write_bytes(b"anything")

    LocalFile(path, RemoteFile(NAME)).verify()
