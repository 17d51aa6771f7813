"""Tests of the ONNX model: its card, its answers, and files that are no such model."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from shuzi.classifier import (
    METADATA_KEY,
    SHIPPED_MODEL,
    Classifier,
    ModelCard,
    find_model,
    shipped_models,
)
from shuzi.errors import ModelError
from shuzi.framing import frame_ink
from shuzi.home import learned_model

CARD = ModelCard("name", "1.2", tuple("0123456789"), 1.5, 0.25, {"seed": "1", "数": "字"})


@pytest.fixture
def frames(written):
    return np.stack([frame_ink(written(digit)) for digit in "0123456789"])


def resaved(model, path, change):
    onnx = pytest.importorskip("onnx", reason="needs the extra 'train'")
    changed = onnx.load(model)
    change(changed)
    onnx.save(changed, path)
    return path


def with_card(model, path, text):
    def change(changed):
        changed.metadata_props[0].value = text

    return resaved(model, path, change)


def test_a_card_survives_json():
    assert ModelCard.from_json(CARD.to_json()) == CARD
    assert json.loads(CARD.to_json())["format"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"classes": ["0", "1"]},
        {"classes": None},
        {"temperature": 0},
        {"temperature": float("nan")},
        {"temperature": "warm"},
        {"threshold": 1.5},
        {"threshold": float("nan")},
        {"provenance": ["seed"]},
    ],
)
def test_a_garbled_card_is_refused(change):
    with pytest.raises(ValueError, match=r"card|classes|temperature|threshold|could not convert"):
        ModelCard.from_json(json.dumps(json.loads(CARD.to_json()) | change))


@pytest.mark.parametrize("text", ["", "[]", "7", "{", '{"format": 1}'])
def test_what_is_no_card_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        ModelCard.from_json(text)


def test_every_digit_is_recognised(model, frames):
    answers = Classifier(model).classify(frames)
    assert [answer.value for answer in answers] == list(range(10))
    assert all(answer.reason is None for answer in answers)


def test_probabilities_are_the_softmax_at_the_cards_temperature(model, frames):
    classifier = Classifier(model)
    logits = classifier.logits(frames).astype(np.float64)
    powers = np.exp(logits / classifier.card.temperature)
    expected = (powers / powers.sum(axis=1, keepdims=True))[:, :10]
    answers = classifier.classify(frames)
    np.testing.assert_allclose([answer.probabilities for answer in answers], expected, atol=1e-6)
    for answer in answers:
        assert answer.confidence == max(answer.probabilities)


def test_another_class_is_not_a_digit(model, written):
    (answer,) = Classifier(model).classify(frame_ink(written("x"))[None])
    assert (answer.value, answer.reason) == (None, "not a digit")
    assert sum(answer.probabilities) < 0.5


def test_little_confidence_is_unsure(model, tmp_path, frames):
    card = replace(Classifier(model).card, temperature=1000.0)
    flat = Classifier(with_card(model, tmp_path / "flat.onnx", card.to_json()))
    digits = [answer for answer in flat.classify(frames) if answer.reason != "not a digit"]
    assert digits
    assert {(answer.value, answer.reason) for answer in digits} == {(None, "unsure")}


def test_a_confidence_may_be_asked_for_in_place_of_the_models(model, frames):
    sure = Classifier(model).classify(frames)
    middle = float(np.median([answer.confidence for answer in sure]))
    asked = Classifier(model, min_confidence=middle).classify(frames)
    assert [answer.reason for answer in asked] == [
        answer.reason or ("unsure" if answer.confidence < middle else None) for answer in sure
    ]
    assert {answer.reason for answer in asked} >= {None, "unsure"}


@pytest.mark.parametrize("confidence", [-0.1, 1.01, float("nan")])
def test_an_impossible_confidence_is_refused(model, confidence):
    with pytest.raises(ValueError, match=r"min_confidence is .*; allowed: 0 to 1"):
        Classifier(model, min_confidence=confidence)


def test_no_frames_have_no_answers(model):
    none = np.empty((0, 28, 28), np.uint8)
    assert Classifier(model).classify(none) == ()
    assert Classifier(model).logits(none).shape == (0, 11)


def test_many_frames_have_the_answers_of_each(model, frames):
    classifier = Classifier(model)
    many = np.tile(frames, (250, 1, 1))  # more than one run takes
    np.testing.assert_allclose(
        classifier.logits(many), np.tile(classifier.logits(frames), (250, 1)), rtol=1e-5, atol=1e-4
    )


def test_a_file_that_is_missing_a_folder_or_no_onnx_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"none.onnx: cannot be read \(No such file"):
        Classifier(tmp_path / "none.onnx")
    with pytest.raises(ModelError, match="Is a directory"):
        Classifier(tmp_path)
    for name, content in (("empty.onnx", b""), ("text.onnx", b"hello " * 99)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ModelError, match=rf"{name}: is no whole ONNX file"):
            Classifier(tmp_path / name)


def test_a_truncated_model_is_refused(model, tmp_path):
    content = model.read_bytes()
    (tmp_path / "half.onnx").write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match=r"half.onnx"):
        Classifier(tmp_path / "half.onnx")


def test_a_strange_onnx_is_refused(model, tmp_path):
    def without_card(changed):
        changed.metadata_props[0].key = "other"

    def other_input(changed):
        changed.graph.input[0].name = changed.graph.node[0].input[0] = "image"

    def future_opset(changed):
        changed.opset_import[0].version = 999

    with pytest.raises(ModelError, match=r"no model of shuzi's"):
        Classifier(resaved(model, tmp_path / "a.onnx", without_card))
    with pytest.raises(ModelError, match=r"image.*frames"):
        Classifier(resaved(model, tmp_path / "b.onnx", other_input))
    with pytest.raises(ModelError, match=r"is no whole ONNX file.*opset"):
        Classifier(resaved(model, tmp_path / "c.onnx", future_opset))


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "[" * 100_000,
        CARD.to_json().replace('"format": 1', '"format": 9'),
        json.dumps(json.loads(CARD.to_json()) | {"temperature": 10**400}),
        json.dumps(json.loads(CARD.to_json()) | {"name": "\ud800"}),  # half a character
    ],
)
def test_a_model_that_describes_itself_wrongly_is_refused(model, tmp_path, text):
    with pytest.raises(ModelError, match="describes itself wrongly"):
        Classifier(with_card(model, tmp_path / "wrong.onnx", text))


def test_a_description_that_is_no_utf_8_is_refused(model, tmp_path):
    damaged = tmp_path / "damaged.onnx"
    content = model.read_bytes()
    assert content.count(b'"classes"') == 1
    damaged.write_bytes(content.replace(b'"classes"', b'"cl\xff\xffses"'))
    with pytest.raises(ModelError, match="describes itself wrongly"):
        Classifier(damaged)


def test_a_card_with_other_classes_than_the_network_is_refused(model, tmp_path):
    with pytest.raises(ModelError, match="takes and gives"):
        Classifier(with_card(model, tmp_path / "ten.onnx", CARD.to_json()))


def test_the_card_is_in_the_file(model):
    onnx = pytest.importorskip("onnx", reason="needs the extra 'train'")
    (prop,) = onnx.load(model).metadata_props
    assert prop.key == METADATA_KEY
    assert ModelCard.from_json(prop.value) == Classifier(model).card


def test_a_model_is_found_by_name_by_path_and_by_default(model):
    assert find_model(None) == find_model("handwriting") == SHIPPED_MODEL
    assert shipped_models()["handwriting"] == SHIPPED_MODEL
    assert find_model(str(model)) == find_model(model) == model


def test_a_file_without_a_suffix_is_found_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("plain", "fast"):
        (tmp_path / name).touch()
    assert find_model("plain").samefile(tmp_path / "plain")
    assert find_model("fast") == shipped_models()["fast"]
    assert find_model("./fast").samefile(tmp_path / "fast")


def test_an_unknown_name_is_refused_with_those_that_there_are():
    with pytest.raises(ModelError, match=r"model huge: there is none") as refused:
        Classifier("huge")
    assert all(name in refused.value.remedy for name in shipped_models())


def test_what_was_learnt_reads_where_no_model_is_named(model, tmp_path, monkeypatch):
    monkeypatch.setenv("SHUZI_HOME", str(tmp_path))
    shutil.copy(model, learned_model())

    assert find_model(None) == learned_model()
    assert find_model("handwriting") == SHIPPED_MODEL
    assert Classifier().card.name == "nearest"
