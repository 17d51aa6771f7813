import subprocess
import sys

import pytest

import shuzi as package
from shuzi.cli import app, main
from shuzi.errors import ExportError, MissingExtraError, PictureError

OPTIONS = {
    "": ["--version", "--help", "read", "train", "evaluate", "export", "data", "model"],
    "read": [
        *("FILE", "--model", "--single", "--rotate", "--format", "text|json|csv", "--annotate"),
        "--min-confidence",
    ],
    "train": [
        *("--recipe", "--data", "--out", "--seed", "--epochs", "--network", "--set", "--device"),
        *("--test", "--no-test", "--all", "--keep-epochs", "--resume"),
    ],
    "evaluate": [
        *("--data", "--model", "--format", "--min-confidence", "--corruptions", "--attacks"),
        *("--strangers", "--report"),
    ],
    "export": ["CHECKPOINT", "--out", "--data"],
    "data": ["get", "show", "export", "synthesize"],
    "data get": ["NAME|DIR"],
    "data show": ["NAME|DIR", "--out", "--count", "--seed"],
    "data export": ["NAME|DIR", "--to", "png|npz|csv|mat", "--out"],
    "data synthesize": [
        *("OUT", "--kind", "digits|lines|pages", "--count", "--seed", "--height", "--strokes-only"),
    ],
    "model": ["show"],
    "model show": ["[NAME|FILE]", "--svg"],
}
DEFAULTS_IN_WORDS = {
    "read": "what shuzi learn made, or else handwriting",
    "evaluate": "what shuzi learn made, or else handwriting",
    "train": "mnist, or synthesised where it cannot be had",
    "export": "what it was trained on",
}


def plain(text):
    """The words of the help, without the breaks between them."""
    return " ".join(text.split())


@pytest.mark.parametrize(("command", "names"), OPTIONS.items())
@pytest.mark.parametrize("ask", ["--help", "-h"])
def test_help_names_every_option(shuzi, command, names, ask):
    ended = shuzi(*command.split(), ask)

    assert (ended.code, ended.err) == (0, "")
    assert [name for name in names if name not in ended.out] == []


@pytest.mark.parametrize(("command", "default"), DEFAULTS_IN_WORDS.items())
def test_help_says_what_is_taken_where_nothing_is_given(shuzi, command, default):
    assert f"[default: ({default})]" in plain(shuzi(*command.split(), "--help").out)


def test_help_names_the_model_that_is_shown_where_none_is_given(shuzi):
    said = plain(shuzi("model", "show", "--help").out)
    assert 'what shuzi learn made, or else "handwriting"' in " ".join(said.split())


def test_help_tells_the_exit_codes(shuzi):
    assert "0 done, 1 a fault of shuzi's, 2 bad arguments, 3 bad input" in plain(shuzi("-h").out)


def test_version(shuzi):
    assert shuzi("--version").out == f"shuzi {package.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["unheard-of"], "unheard-of"),
        (["read"], "FILE"),
        (["read", "a.png", "--unheard-of"], "--unheard-of"),
        (["read", "a.png", "--format", "xml"], "xml"),
        (["data", "export", "mnist", "--to", "xls", "--out", "a"], "xls"),
        (["data", "export", "mnist", "--to", "csv"], "--out"),
        (["data", "show", "--count", "0"], "--count"),
        (["train", "--set", "epochs"], "KEY=VALUE"),
        (["train", "--epochs", "many"], "--epochs"),
        (["export"], "CHECKPOINT"),
    ],
)
def test_bad_arguments_end_with_2_and_are_named(shuzi, arguments, word):
    ended = shuzi(*arguments)

    assert ended.code == 2
    assert word.lower() in ended.err.lower()
    assert ended.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["read", "a.png", "--annotate", "a_file"],
        ["train", "--out", "a_file"],
        ["data", "show", "--out", "."],
        ["model", "show", "--svg", "."],
        ["export", "a.safetensors", "--out", "."],
    ],
)
def test_a_file_in_place_of_a_folder_or_the_other_way_round_is_a_bad_argument(
    shuzi, tmp_path, arguments
):
    (tmp_path / "a_file").touch()
    ended = shuzi(*arguments)

    assert ended.code == 2
    assert arguments[-2] in ended.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PictureError("a.png", "is no picture", "convert it"), 3),
        (MissingExtraError("training", "train"), 2),
        (ExportError("logits differ"), 1),
    ],
)
def test_what_is_raised_on_purpose_becomes_one_line_and_a_code(shuzi, monkeypatch, error, code):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("shuzi.cli.app", fail)
    ended = shuzi("read")

    assert (ended.code, ended.out, ended.err) == (code, "", f"shuzi: {error}\n")


def test_ctrl_c_ends_with_what_shells_report_of_it(shuzi, monkeypatch):
    def interrupt(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("shuzi.reader.Reader", interrupt)
    ended = shuzi("read", "a.png")

    assert (ended.code, ended.out, ended.err.strip()) == (130, "", "")


def test_help_imports_nothing_that_reads_pictures():
    program = "import sys; sys.argv = ['shuzi', '-h']; from shuzi.cli import main; main()"
    asked = f"import atexit, sys; atexit.register(lambda: print(*sys.modules)); {program}"
    ended = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )

    assert not {"numpy", "cv2", "onnxruntime", "PIL", "rich"} & set(ended.stdout.split())


def test_a_fault_of_ours_is_not_hidden(monkeypatch):
    def fail(**_options):
        raise ZeroDivisionError

    monkeypatch.setattr("shuzi.cli.app", fail)
    with pytest.raises(ZeroDivisionError):
        main()


def test_the_command_and_the_module_are_one():
    ended = subprocess.run(
        [sys.executable, "-m", "shuzi", "--version"], capture_output=True, text=True, check=True
    )

    assert ended.stdout == f"shuzi {package.__version__}\n"
    assert app.name == "shuzi"
