"""Tests of /v2, the Open Inference Protocol: by hand, and with a client that others wrote."""

import json

import numpy as np
import pytest

from shuzi.classifier import Classifier
from shuzi.web.tensors import MOST_FRAMES

INFER = "/v2/models/shuzi/infer"


@pytest.fixture(scope="module")
def frames():
    """Noise: what a network says of it is as good to compare as any."""
    return np.random.default_rng(1).integers(0, 256, (3, 1, 28, 28), np.uint8)


@pytest.fixture(scope="module")
def logits(frames):
    return Classifier("tiny").logits(frames[:, 0])


@pytest.fixture(scope="module")
def triton(real):
    http = pytest.importorskip("tritonclient.http", reason="needs tritonclient[http]")
    client = http.InferenceServerClient(f"127.0.0.1:{real.port}")
    yield client
    client.close()


def described(frames, **more):
    shape = [*frames.shape]
    return {"name": "frames", "datatype": "UINT8", "shape": shape, **more}


def in_json(frames, **more):
    return {"inputs": [described(frames, data=frames.ravel().tolist())], **more}


def test_tritons_client_finds_the_service_ready(triton):
    assert triton.is_server_live()
    assert triton.is_server_ready()
    assert triton.is_model_ready("shuzi")
    assert not triton.is_model_ready("other")


def test_tritons_client_reads_what_the_model_takes_and_gives(triton):
    model = triton.get_model_metadata("shuzi")

    assert triton.get_server_metadata()["extensions"] == ["binary_tensor_data"]
    assert model["inputs"] == [{"name": "frames", "datatype": "UINT8", "shape": [-1, 1, 28, 28]}]
    assert {output["name"] for output in model["outputs"]} == {"logits", "probabilities"}


@pytest.mark.parametrize("binary_in", [True, False])
@pytest.mark.parametrize("binary_out", [True, False])
def test_tritons_client_runs_the_network(triton, frames, logits, binary_in, binary_out):
    from tritonclient.http import InferInput, InferRequestedOutput

    given = InferInput("frames", [*frames.shape], "UINT8")
    given.set_data_from_numpy(frames, binary_data=binary_in)
    names = ("logits", "probabilities")
    wanted = [InferRequestedOutput(name, binary_data=binary_out) for name in names]
    result = triton.infer("shuzi", [given], outputs=wanted, request_id="7")

    assert result.get_response()["id"] == "7"
    np.testing.assert_allclose(result.as_numpy("logits"), logits, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(result.as_numpy("probabilities").sum(axis=1), 1, atol=1e-5)


def test_tritons_client_need_not_name_outputs(triton, frames, logits):
    from tritonclient.http import InferInput

    given = InferInput("frames", [*frames.shape], "UINT8")
    given.set_data_from_numpy(frames)

    found = triton.infer("shuzi", [given]).as_numpy("logits")
    np.testing.assert_allclose(found, logits, rtol=1e-4, atol=1e-4)


def test_json_is_answered_in_json(client, frames, logits):
    answer = client.post(INFER, json=in_json(frames)).json()
    (output,) = answer["outputs"]

    assert answer["model_name"] == "shuzi"
    assert (output["name"], output["datatype"]) == ("logits", "FP32")
    assert output["shape"] == [*logits.shape]
    np.testing.assert_allclose(np.reshape(output["data"], logits.shape), logits, atol=1e-4)


def test_numbers_may_be_nested(client, frames):
    nested = {"inputs": [described(frames, data=frames.tolist())]}

    assert client.post(INFER, json=nested).json() == client.post(INFER, json=in_json(frames)).json()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "pixels"}, "inputs.0.name"),
        ({"datatype": "FP32"}, "inputs.0.datatype"),
        ({"shape": [3, 1, 28, 27]}, "has the shape [3, 1, 28, 27]"),
        ({"shape": [2, 1, 28, 28]}, "comes with 2352 numbers"),
        ({"shape": [0, 1, 28, 28]}, "has the shape"),
        ({"shape": [MOST_FRAMES + 1, 1, 28, 28]}, "has the shape"),
        ({"data": [256] * 2352}, "0 to 255"),
        ({"data": [0.5] * 2352}, "0 to 255"),
        ({"data": []}, "0 to 255"),
        ({"data": ["1"] * 2352}, "0 to 255"),
        ({"data": [[1], [1, 2]]}, "nested unevenly"),
        ({"data": None}, "comes with 0 numbers"),
    ],
)
def test_other_frames_are_told(client, frames, change, said):
    wrong = {"inputs": [described(frames, data=frames.ravel().tolist()) | change]}
    answer = client.post(INFER, json=wrong)

    assert answer.status_code == 400
    assert said in answer.json()["error"]


@pytest.mark.parametrize("length", ["x", "-1", "9999999", "٣", "9" * 5_000])
def test_a_wrong_length_of_the_json_is_told(client, length):
    headers = {"Inference-Header-Content-Length": length.encode()}
    answer = client.post(INFER, content=b"{}", headers=headers)

    assert answer.status_code == 400


@pytest.mark.parametrize("size", [None, 784])
def test_binary_numbers_must_be_as_many_as_was_said(client, frames, size):
    header = json.dumps({"inputs": [described(frames, parameters={"binary_data_size": size})]})
    answer = client.post(
        INFER,
        content=header.encode() + frames.tobytes(),
        headers={"Inference-Header-Content-Length": str(len(header))},
    )

    assert answer.status_code == 400


def test_an_unknown_output_is_told(client, frames):
    answer = client.post(INFER, json=in_json(frames, outputs=[{"name": "features"}]))

    assert "outputs.0.name" in answer.json()["error"]


def test_without_room_it_is_told_to_come_back(busy, frames):
    assert busy.post(INFER, json=in_json(frames)).status_code == 503
