import json
import subprocess
import sys
from importlib import resources

import numpy as np
import pytest
from PIL import Image

FIELDS = [
    *("file", "page", "width", "height", "text", "lines", "refused", "model", "milliseconds"),
]


def objects(ended):
    return [json.loads(line) for line in ended.out.splitlines()]


def test_one_picture_is_its_text_alone(shuzi, pictures):
    ended = shuzi("read", pictures / "4.png")

    assert (ended.code, ended.out, ended.err) == (0, "4\n", "")


def test_several_pictures_are_named(shuzi, pictures):
    ended = shuzi("read", pictures / "7.png", pictures / "1.png")

    assert ended.out == f"{pictures}/7.png: 7\n{pictures}/1.png: 1\n"


def test_a_folder_stands_for_its_pictures_by_name(shuzi, pictures):
    (pictures / "labels.csv").write_text("file,text\n")
    ended = shuzi("read", pictures)

    assert ended.code == 0
    assert ended.out == "".join(f"{pictures}/{digit}.png: {digit}\n" for digit in (1, 4, 7))


def test_json_is_an_object_a_picture_on_a_line_of_its_own(shuzi, pictures):
    ended = shuzi("read", pictures, "--format", "json")
    read = objects(ended)

    assert ended.code == 0
    assert [one["text"] for one in read] == ["1", "4", "7"]
    for digit, one in zip((1, 4, 7), read, strict=True):
        assert list(one) == FIELDS
        assert one["file"] == f"{pictures}/{digit}.png"
        assert (one["page"], one["width"], one["height"]) == (1, 112, 112)
        assert one["lines"][0]["digits"][0]["value"] == digit


@pytest.mark.parametrize("options", [[], ["--single"]])
def test_json_is_what_the_shipped_schema_says(shuzi, pictures, options):
    jsonschema = pytest.importorskip("jsonschema", reason="the validator is jsonschema")
    schema = resources.files("shuzi") / "schemas" / "reading.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    Image.new("L", (40, 40), 255).save(pictures / "blank.png")
    ended = shuzi("read", pictures, "--format", "json", *options)

    assert len(objects(ended)) == 4
    for one in objects(ended):
        validator.validate(one)


def test_pages_of_a_tiff_are_read_each(shuzi, pictures, tmp_path):
    pages = [Image.open(pictures / f"{digit}.png") for digit in (1, 7)]
    pages[0].save(tmp_path / "both.tiff", save_all=True, append_images=pages[1:])
    read = objects(shuzi("read", tmp_path / "both.tiff", "--format", "json"))

    assert [(one["page"], one["text"]) for one in read] == [(1, "1"), (2, "7")]


def test_digits_of_less_confidence_than_asked_for_are_refused(shuzi, pictures):
    ended = shuzi("read", pictures / "4.png", "--min-confidence", "1", "--format", "json")
    said = json.loads(ended.out)
    assert (ended.code, said["text"], said["lines"]) == (0, "", [])
    assert [place["reason"] for place in said["refused"]] == ["unsure"]


def test_single_says_why_a_picture_is_refused(shuzi, tmp_path):
    Image.new("L", (40, 40), 255).save(tmp_path / "blank.png")
    (read,) = objects(shuzi("read", tmp_path / "blank.png", "--single", "--format", "json"))

    assert (read["text"], read["lines"]) == ("", [])
    assert read["refused"] == [{"box": [0, 0, 40, 40], "reason": "blank"}]


def test_single_reads_a_picture_of_two_strokes_as_one(shuzi, pictures):
    ended = shuzi("read", pictures, "--single")

    assert [line.rpartition(": ")[2] for line in ended.out.splitlines()] == ["1", "4", "7"]


BAD = {
    "no picture": b"no picture at all",
    "0 bytes": b"",
    "cut off": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_bad_picture_is_reported_and_the_others_are_read(shuzi, pictures, content):
    (pictures / "2.png").write_bytes(content)
    ended = shuzi("read", pictures)

    assert ended.code == 3
    assert [line.rpartition(": ")[2] for line in ended.out.splitlines()] == ["1", "4", "7"]
    assert ended.err.startswith(f"shuzi: {pictures}/2.png: ")
    assert ended.err.count("\n") == 1


def test_missing_pictures_and_empty_folders_are_reported_too(shuzi, pictures, tmp_path):
    (tmp_path / "empty").mkdir()
    ended = shuzi("read", tmp_path / "missing.png", tmp_path / "empty", pictures / "4.png")

    assert ended.code == 3
    assert ended.out.endswith("4.png: 4\n")
    assert sorted(line.split(": ")[1] for line in ended.err.splitlines()) == [
        f"{tmp_path}/empty",
        f"{tmp_path}/missing.png",
    ]


def test_annotated_pictures_are_left_in_the_folder(shuzi, pictures, tmp_path):
    ended = shuzi("read", pictures, "--annotate", tmp_path / "read" / "here")
    left = sorted((tmp_path / "read" / "here").iterdir())

    assert ended.code == 0
    assert [path.name for path in left] == ["1-read.png", "4-read.png", "7-read.png"]
    with Image.open(left[0]) as image:
        colours = np.ptp(np.asarray(image.convert("RGB"), int), axis=2)
    assert colours.max() > 100  # boxes and answers are coloured; the picture is grey


def test_pages_are_annotated_apart(shuzi, pictures, tmp_path):
    pages = [Image.open(pictures / f"{digit}.png") for digit in (1, 7)]
    pages[0].save(tmp_path / "both.tiff", save_all=True, append_images=pages[1:])
    shuzi("read", tmp_path / "both.tiff", "--annotate", tmp_path / "read")

    assert sorted(path.name for path in (tmp_path / "read").iterdir()) == [
        "both-read-2.png",
        "both-read.png",
    ]


@pytest.mark.parametrize("output", ["text", "json"])
def test_names_that_look_like_marks_of_style_are_printed_as_they_are(shuzi, pictures, output):
    strange = pictures / "[red]:x:.png"
    (pictures / "4.png").rename(strange)
    ended = shuzi("read", strange, pictures / "1.png", "--format", output)

    assert ended.code == 0
    assert str(strange) in ended.out


def test_a_model_that_is_not_ours(shuzi, pictures, tmp_path):
    (tmp_path / "other.onnx").write_bytes(b"something else")
    ended = shuzi("read", pictures, "--model", tmp_path / "other.onnx")

    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith(f"shuzi: {tmp_path}/other.onnx: ")
    assert ended.err.count("\n") == 1


def test_another_model_is_named_in_the_reading(shuzi, pictures, run_folder):
    ended = shuzi("read", pictures, "--model", run_folder / "model.onnx", "--format", "json")

    assert ended.code == 0
    assert {one["model"].split()[0] for one in objects(ended)} == {"tiny"}


def test_a_shipped_model_is_taken_by_its_name(shuzi, pictures):
    by_name = objects(shuzi("read", pictures, "--model", "fast", "--format", "json"))
    by_default = objects(shuzi("read", pictures, "--format", "json"))

    assert [one["lines"] for one in by_name] == [one["lines"] for one in by_default]
    assert {one["model"].split()[0] for one in by_name} == {"fast"}


def test_a_name_that_no_shipped_model_has(shuzi, pictures):
    ended = shuzi("read", pictures, "--model", "huge")

    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert ended.err.startswith("shuzi: model huge: there is none of that name; choose among fast")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_reader_of_our_output_may_stop_early(pictures):
    process = subprocess.Popen(
        [sys.executable, "-m", "shuzi", "read", *[str(pictures)] * 3],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.close()
    with process.stderr:
        said = process.stderr.read()

    assert (process.wait(timeout=60), said) == (0, "")


def test_a_page_that_needs_an_extra_does_not_stop_the_others(shuzi, pictures, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    (pictures / "0.pdf").write_bytes(b"%PDF-1.4")
    ended = shuzi("read", pictures / "0.pdf", pictures / "1.png")

    assert ended.code == 3
    assert ended.out == f"{pictures}/1.png: 1\n"
    assert "needs the extra 'formats'" in ended.err


def test_hidden_files_of_a_folder_are_passed_over(shuzi, pictures):
    (pictures / "._1.png").write_bytes(b"what a Mac leaves")

    assert shuzi("read", pictures).code == 0
