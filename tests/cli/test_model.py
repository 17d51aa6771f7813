from xml.etree import ElementTree as ET

import pytest

from shuzi.classifier import SHIPPED_MODEL, shipped_models

pytest.importorskip("onnx", reason="looking into models needs the extra train")

SVG = "{http://www.w3.org/2000/svg}svg"

# Of lenet_mini as the founding article has it: weights and biases, by hand.
PARAMETERS = (5 * 5 * 10 + 10) + (5 * 5 * 10 * 20 + 20) + (320 * 50 + 50) + (50 * 10 + 10)
MULTIPLY_ADDS = 24 * 24 * 10 * 25 + 8 * 8 * 20 * 250 + 320 * 50 + 50 * 10


def test_show_prints_layers_and_totals(shuzi, run_folder):
    ended = shuzi("model", "show", run_folder / "model.onnx")
    lines = ended.out.splitlines()

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("Conv 5×5") == 2
    assert "N×10×24×24" in ended.out
    assert lines[0].strip() == "model"
    (total,) = [line.split() for line in lines if line.split()[:1] == ["total"]]
    assert total == ["total", f"{PARAMETERS:,}", f"{MULTIPLY_ADDS:,}"]


def test_svg_is_well_formed(shuzi, run_folder, tmp_path):
    path = tmp_path / "new" / "graph.svg"
    ended = shuzi("model", "show", run_folder / "model.onnx", "--svg", path)

    assert (ended.code, ended.err) == (0, f"the graph: {path}\n")
    assert "Conv 5×5" in ended.out
    assert ET.parse(path).getroot().tag == SVG  # noqa: S314  we wrote it ourselves


def test_the_shipped_model_is_shown_where_none_is_named(shuzi):
    assert shuzi("model", "show").out == shuzi("model", "show", SHIPPED_MODEL).out != ""


@pytest.mark.parametrize("name", shipped_models())
def test_a_shipped_model_is_shown_by_its_name(shuzi, name):
    ended = shuzi("model", "show", name)

    assert ended.code == 0
    assert ended.out.split()[0] == name


def test_a_name_that_no_shipped_model_has(shuzi):
    ended = shuzi("model", "show", "huge")

    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert ended.err.startswith("shuzi: model huge: there is none of that name; choose among ")


@pytest.mark.parametrize("content", [None, b"something else"])
def test_a_file_that_is_no_model(shuzi, tmp_path, content):
    path = tmp_path / "other.onnx"
    if content is not None:
        path.write_bytes(content)
    ended = shuzi("model", "show", path)

    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert ended.err.startswith(f"shuzi: {path}: ")
