import csv
import io
import json
import os
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


def table(ended):
    return list(csv.DictReader(io.StringIO(ended.out)))


def test_a_table_has_a_row_a_line_of_writing(shuzi, tmp_path, written):
    Image.fromarray(255 - written("17\n4")).save(tmp_path / "two, lines.png")
    Image.new("L", (40, 40), 255).save(tmp_path / "blank.png")
    ended = shuzi("read", tmp_path / "two, lines.png", tmp_path / "blank.png", "--format", "csv")
    first, second, blank = table(ended)

    assert ended.code == 0
    assert ended.out.startswith("file,page,line,text,confidence,x,y,width,height\n")
    assert {row["file"] for row in (first, second)} == {f"{tmp_path}/two, lines.png"}
    assert [(row["page"], row["line"]) for row in (first, second)] == [("1", "1"), ("1", "2")]
    assert int(first["y"]) + int(first["height"]) < int(second["y"])
    assert int(first["x"]) == pytest.approx(60, abs=8)
    assert 0 < float(first["confidence"]) <= 1
    assert list(blank.values()) == [f"{tmp_path}/blank.png", "1", *[""] * 7]


def test_a_table_says_the_same_as_json(shuzi, pictures):
    rows = table(shuzi("read", pictures, "-f", "csv"))
    lines = [one["lines"][0] for one in objects(shuzi("read", pictures, "-f", "json"))]

    assert [row["text"] for row in rows] == [line["text"] for line in lines]
    assert [float(row["confidence"]) for row in rows] == [line["confidence"] for line in lines]
    boxes = [[int(row[name]) for name in ("x", "y", "width", "height")] for row in rows]
    assert boxes == [line["box"] for line in lines]


def test_a_dash_stands_for_standard_input(shuzi, pictures, tmp_path, monkeypatch):
    content = io.BytesIO((pictures / "4.png").read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))
    ended = shuzi("read", pictures / "1.png", "-", "--annotate", tmp_path / "read")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"{pictures}/1.png: 1\nstdin: 4\n"
    assert (tmp_path / "read" / "stdin-read.png").exists()


def test_nothing_on_standard_input_is_named_so(shuzi, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    ended = shuzi("read", "-")

    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("shuzi: stdin: is empty: 0 bytes")


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_pictures_are_turned_before_they_are_read(shuzi, tmp_path, written, degrees):
    upright = Image.fromarray(255 - written("1741"))
    upright.rotate(degrees, expand=True).save(tmp_path / "turned.png")  # the other way round
    turned = objects(
        shuzi("read", tmp_path / "turned.png", "--rotate", degrees, "--format", "json")
    )
    upright.save(tmp_path / "upright.png")
    (as_it_is,) = objects(shuzi("read", tmp_path / "upright.png", "--format", "json"))

    assert turned[0]["lines"] == as_it_is["lines"]
    assert (turned[0]["width"], turned[0]["height"]) == upright.size


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_the_bar_is_drawn_on_the_terminal_and_results_go_where_they_are_sent(pictures):
    import pty

    ours, theirs = pty.openpty()
    ended = subprocess.run(
        [sys.executable, "-m", "shuzi", "read", str(pictures)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
        check=True,
    )
    os.close(theirs)
    drawn = os.read(ours, 100_000).decode()
    os.close(ours)

    assert ended.stdout.decode() == "".join(
        f"{pictures}/{digit}.png: {digit}\n" for digit in (1, 4, 7)
    )
    assert "3/3" in drawn


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
        "both-page1-read.png",
        "both-page2-read.png",
    ]


@pytest.mark.parametrize("output", ["text", "json", "csv"])
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
    by_name = objects(shuzi("read", pictures, "--model", "handwriting", "--format", "json"))
    by_default = objects(shuzi("read", pictures, "--format", "json"))

    assert [one["lines"] for one in by_name] == [one["lines"] for one in by_default]
    assert {one["model"].split()[0] for one in by_name} == {"handwriting"}


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

    # As a shell reports of `yes | head`.
    assert (process.wait(timeout=60), said) == (141, "")


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
