"""The examples for clusters are what those who read them accept."""

import json
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml", reason="needs the extra 'dev'")
kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="needs the extra 'dev'")

DEPLOY = Path(__file__).parents[2] / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
KUBERNETES = "1.31"


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_kubernetes_accepts_every_manifest(path):
    resources = [*yaml.safe_load_all(path.read_text())]

    assert resources
    for resource in resources:
        kubernetes_validate.validate(resource, KUBERNETES, strict=True)


def test_a_wrong_field_would_be_seen():
    (resource,) = yaml.safe_load_all((DEPLOY / "kubernetes" / "batch-job.yaml").read_text())
    resource["spec"]["template"]["spec"]["containers"][0]["arguments"] = []
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(resource, KUBERNETES, strict=True)


def test_ray_accepts_the_cluster_file():
    ray = pytest.importorskip("ray", reason="needs the extra 'scale': make test-ray")
    jsonschema = pytest.importorskip("jsonschema")
    schema = Path(ray.__file__).parent / "autoscaler" / "ray-schema.json"
    cluster = yaml.safe_load((DEPLOY / "ray-cluster.yaml").read_text())

    jsonschema.validate(cluster, json.loads(schema.read_text()))


def test_every_file_runs_the_same_image():
    images = {
        line.rpartition("image: ")[2]
        for path in DEPLOY.rglob("*.yaml")
        for line in path.read_text().splitlines()
        if "image: " in line
    }

    assert len(images) == 1
