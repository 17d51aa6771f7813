import shutil

import pytest

from shuzi.batch.job import Job
from shuzi.errors import ModelError


def test_another_model_in_the_place_of_the_one_it_began_with_is_told(tmp_path, model):
    mine = tmp_path / "mine.onnx"
    shutil.copy(model, mine)
    job = Job.of(mine)
    assert job.reader().model == "nearest 1.0"
    mine.write_bytes(Job.of("tiny").model_file.read_bytes())
    with pytest.raises(ModelError, match="not the model that the job began with"):
        job.reader()


def test_the_models_own_limit_is_the_jobs(model):
    assert Job.of(model).min_confidence == 0.5
    assert Job.of(model, min_confidence=0.9).reader().classifier.min_confidence == 0.9


def test_what_it_says_of_itself_does_not_depend_on_where_the_model_is(tmp_path, model):
    shutil.copy(model, tmp_path / "same.onnx")

    assert Job.of(model).to_dict() == Job.of(tmp_path / "same.onnx").to_dict()
