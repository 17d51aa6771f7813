import json
import sys

import numpy as np
import pytest
from PIL import Image

FIELDS = {
    *("data", "count", "correct", "accuracy", "interval", "refused", "ece", "confusion"),
    "string_accuracy",
}


@pytest.fixture
def labelled(pictures):
    """The three pictures with their labels, one of them wrong."""
    (pictures / "labels.csv").write_text("file,text\n1.png,1\n4.png,4\n7.png,2\n")
    return pictures


def test_json_is_the_contract_s_object(shuzi, labelled):
    ended = shuzi("evaluate", "--data", labelled, "--format", "json")
    said = json.loads(ended.out)

    assert ended.code == 0
    assert said.keys() >= FIELDS
    assert said["data"] == str(labelled)
    assert (said["count"], said["correct"], said["refused"]) == (3, 2, 0)
    assert said["accuracy"] == pytest.approx(2 / 3)
    assert said["interval"][0] < 2 / 3 < said["interval"][1]
    assert said["string_accuracy"] is None
    assert np.array(said["confusion"]).shape == (11, 11)
    assert said["confusion"][2][7] == 1


def test_more_confidence_may_be_asked_for(shuzi, labelled):
    ended = shuzi("evaluate", "--data", labelled, "--min-confidence", "1", "--format", "json")
    assert json.loads(ended.out)["refused"] == 3
    assert shuzi("evaluate", "--min-confidence", "1.5").code == 2


def test_text_says_the_same_in_sentences(shuzi, labelled):
    ended = shuzi("evaluate", "--data", labelled)

    accuracy = "2 of 3 right, 66.67% (95 % interval 20.77% to 93.85%)"
    assert ended.out.startswith(f"{labelled}: {accuracy}\n")
    assert "refused 0; expected calibration error " in ended.out


def test_numbers_have_a_string_accuracy(shuzi, pictures):
    digits = [np.asarray(Image.open(pictures / f"{digit}.png")) for digit in (4, 7)]
    Image.fromarray(np.hstack(digits)).save(pictures / "47.png")
    (pictures / "labels.csv").write_text("file,text\n47.png,47\n1.png,7\n")

    assert "whole pictures read exactly: 50.00%" in shuzi("evaluate", "-d", pictures).out
    said = json.loads(shuzi("evaluate", "-d", pictures, "-f", "json").out)
    assert (said["count"], said["correct"], said["string_accuracy"]) == (3, 2, 0.5)


def test_of_idx_files_the_test_part_is_read(shuzi, digits):
    said = json.loads(shuzi("evaluate", "--data", digits, "--format", "json").out)

    assert (said["data"], said["count"]) == ("few-digits", 100)
    assert said["accuracy"] > 0.9


def test_another_model_is_evaluated_as_its_run_was(shuzi, digits, run_folder):
    ended = shuzi("evaluate", "-d", digits, "-m", run_folder / "model.onnx", "-f", "json")
    summary = json.loads((run_folder / "summary.json").read_text())

    assert json.loads(ended.out)["accuracy"] == summary["test_accuracy"]


def test_a_shipped_model_is_evaluated_by_its_name(shuzi, labelled):
    by_name = shuzi("evaluate", "-d", labelled, "-m", "handwriting")

    assert by_name.code == 0
    assert by_name == shuzi("evaluate", "-d", labelled)


def test_bad_input_ends_with_3_and_one_line_that_names_it(shuzi, labelled, tmp_path):
    bare, other = tmp_path / "bare", tmp_path / "other.onnx"
    bare.mkdir()
    other.write_bytes(b"something else")

    def said_of(*arguments):
        ended = shuzi("evaluate", *arguments)
        assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
        return ended.err

    assert said_of("-d", bare).startswith(f"shuzi: {bare}: holds neither labels.csv nor")
    assert said_of("-d", "unheard-of").startswith("shuzi: unheard-of: is neither a data set's name")
    assert said_of("-d", labelled, "-m", other).startswith(f"shuzi: {other}: is no whole ONNX file")
    assert said_of("-d", labelled, "-m", "none.onnx").startswith("shuzi: none.onnx: cannot be read")

    assert said_of("-d", labelled, "-m", "huge").startswith("shuzi: model huge: there is none of")

    (labelled / "labels.csv").write_text("file,text\n1.png,one\n")
    place = f"{labelled}/labels.csv, line 2"
    assert said_of("-d", labelled).startswith(f"shuzi: {place}: the text 'one' is not digits")

    (labelled / "labels.csv").write_text("file,text\n1.png,1\n")
    (labelled / "1.png").write_bytes(b"")
    assert said_of("-d", labelled).startswith(f"shuzi: {labelled}: holds no picture that can be")


def test_a_picture_that_cannot_be_read_is_reported_and_the_others_are_read(shuzi, labelled):
    (labelled / "4.png").write_bytes(b"")
    ended = shuzi("evaluate", "-d", labelled)
    said = json.loads(shuzi("evaluate", "-d", labelled, "-f", "json").out)

    assert ended.code == 3
    assert (
        ended.err == f"shuzi: {labelled}/4.png: is empty: 0 bytes; save or copy the picture again\n"
    )
    assert ended.out.startswith(f"{labelled}: 1 of 3 right")
    assert "pictures that could not be read: 1" in ended.out
    assert (said["count"], said["correct"], said["refused"]) == (3, 1, 1)
    assert len(said["unreadable"]) == 1


def test_spoilt_digits_are_measured_when_asked_for(shuzi, digits):
    ended = shuzi("evaluate", "-d", digits, "-m", "tiny", "--corruptions")
    said = json.loads(
        shuzi("evaluate", "-d", digits, "-m", "tiny", "--corruptions", "-f", "json").out
    )
    families = said["corruptions"]["families"]

    assert ended.code == 0
    assert len(families) == 15
    assert said["corruptions"]["mean_accuracy"] == pytest.approx(
        np.mean([family["accuracy"] for family in families])
    )
    mean = f"{said['corruptions']['mean_accuracy']:.2%}"
    assert f"spoilt digits: {mean} right, the mean over families\n" in ended.out
    for family in families:
        assert f"  {family['data']:<14}{family['accuracy']:8.2%} right" in ended.out
    assert "attacks" not in said
    assert "strangers" not in said


@pytest.mark.usefixtures("torch")
def test_digits_are_attacked_when_asked_for(shuzi, digits):
    said = json.loads(shuzi("evaluate", "-d", digits, "-m", "fast", "--attacks", "-f", "json").out)

    assert [attack["data"] for attack in said["attacks"]] == ["FGSM", "PGD"]
    assert said["attacks"][1]["accuracy"] <= said["attacks"][0]["accuracy"] < said["accuracy"]


def test_strangers_are_told_from_digits_when_given(shuzi, labelled, tmp_path):
    folder = tmp_path / "blank"
    folder.mkdir()
    Image.new("L", (40, 40), 255).save(folder / "a.png")
    (folder / "labels.csv").write_text("file,text\na.png,\n")
    ended = shuzi("evaluate", "-d", labelled, "--strangers", folder)
    said = json.loads(shuzi("evaluate", "-d", labelled, "--strangers", folder, "-f", "json").out)

    assert [each["data"] for each in said["strangers"]] == [
        *("drawn letters", "drawn scribbles", "drawn blanks", str(folder)),
    ]
    assert said["strangers"][3] == {"data": str(folder), "count": 1, "answered": 0, "auroc": 1}
    assert "AUROC 1.0000   0.00% answered with a digit" in ended.out


def test_what_is_asked_for_and_cannot_be_measured_is_told(shuzi, pictures):
    digits = [np.asarray(Image.open(pictures / f"{digit}.png")) for digit in (4, 7)]
    Image.fromarray(np.hstack(digits)).save(pictures / "47.png")
    (pictures / "labels.csv").write_text("file,text\n47.png,47\n")

    for asked in ("--corruptions", "--attacks"):
        ended = shuzi("evaluate", "-d", pictures, asked)
        assert (ended.code, ended.out) == (3, "")
        assert "holds numbers, or no ink, and no frame of one digit" in ended.err
    ended = shuzi("evaluate", "-d", pictures, "--strangers", pictures)
    assert ended.code == 3
    assert "holds digits, in 47.png and 0 more" in ended.err


def test_a_report_is_one_page_that_says_what_could_not_be_measured(
    shuzi, labelled, model, tmp_path
):
    pytest.importorskip("cleanlab", reason="a report needs the extra report")
    ended = shuzi("evaluate", "-d", labelled, "-m", model, "--report", tmp_path / "new" / "report")
    page = tmp_path / "new" / "report" / "index.html"

    assert ended.code == 0
    assert ended.err == f"the report: {page}\n"
    assert "spoilt digits: " in ended.out
    assert [file.name for file in page.parent.iterdir()] == ["index.html"]
    assert "How well nearest 1.0 reads" in page.read_text()
    assert "is not of one network that is known" in page.read_text()  # so it has no gradients
    assert shuzi("evaluate", "-d", labelled, "-m", model, "--attacks").code == 3


def test_without_the_extra_a_report_is_refused_before_anything_is_read(
    shuzi, tmp_path, monkeypatch
):
    for name in [name for name in sys.modules if name.startswith("shuzi.cli.reporting")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "shuzi.report.label_errors", None)
    ended = shuzi("evaluate", "-d", "unheard-of", "--report", tmp_path / "report")

    assert (ended.code, ended.out) == (2, "")
    assert 'pip install -c constraints.txt ".[report]"' in ended.err
