"""Ray is run in a process of its own: it warns of much, and leaves threads behind."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

pytest.importorskip("pyarrow", reason="needs the extra 'batch'")
import pyarrow.dataset as ds

from shuzi.batch.job import Job

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="needs the extra 'scale': make test-ray"
)

TWO_NODES = """
import json, logging, sys
from pathlib import Path
import ray
from ray.cluster_utils import Cluster
from shuzi.batch.job import Job
from shuzi.batch.plan import make_plan
from shuzi.batch.run import run
from shuzi.batch.slices import Limits
from shuzi.scale import ray_engine

Limits.of = classmethod(lambda *_: Limits(3, 1e9))
source, out, model = sys.argv[1:]
node = {"num_cpus": 1, "object_store_memory": 2**30}
cluster = Cluster(initialize_head=True, head_node_args=node)
cluster.add_node(**node)
ray.init(cluster.address, logging_level=logging.ERROR, log_to_driver=False)
cluster.wait_for_nodes()

# Which node read what is written beside the parts.
read = ray_engine._Reading.__call__
def noted(self, row):
    node = ray.get_runtime_context().get_node_id()
    (Path(out).parent / "nodes").mkdir(exist_ok=True)
    (Path(out).parent / "nodes" / f"{row['id']}-{node}").touch()
    return read(self, row)
ray_engine._Reading.__call__ = noted
ray.cloudpickle.register_pickle_by_value(ray_engine)

job = Job.of(model, single=True, min_confidence=0)
summary = run(make_plan(source), job, Path(out), ray_engine.RayEngine(2))
print(json.dumps(summary.to_dict()), flush=True)
ray.shutdown()
cluster.shutdown()
"""


def output_of(*arguments):
    ended = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def rows(out):
    return sorted(ds.dataset(out).to_table().to_pylist(), key=lambda row: row["key"])


@pytest.fixture
def pictures(tmp_path, written):
    from PIL import Image

    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(30):
        Image.fromarray(255 - written(str(number % 10))).save(folder / f"{number:02}.png")
    (folder / "bad.png").write_bytes(b"no picture")
    return folder


def test_two_nodes_of_a_cluster_share_the_work_and_every_key_is_there_once(
    tmp_path, pictures, model
):
    out = tmp_path / "out"
    said = output_of("-c", TWO_NODES, str(pictures), str(out), str(model))
    nodes = {path.name.split("-")[1] for path in (tmp_path / "nodes").iterdir()}

    assert json.loads(said)["pictures"] == 31
    assert len(nodes) == 2
    assert [row["key"] for row in rows(out)] == [*(f"{n:02}.png" for n in range(30)), "bad.png"]


def test_it_gives_the_same_parts_as_one_machine_does(tmp_path, pictures, model):
    job = Job.of(model, single=True, min_confidence=0)
    options = ["--single", "--min-confidence", "0", "--model", str(job.model_file)]
    for engine in ("local", "ray"):
        command = ["-m", "shuzi", "batch", str(pictures), str(tmp_path / engine)]
        said = output_of(*command, "--engine", engine, "--workers", "2", *options)
        assert said.startswith("31 pictures: 30 digits read, 0 places refused, 1 errors")

    assert rows(tmp_path / "ray") == rows(tmp_path / "local")
