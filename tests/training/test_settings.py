import math

import pytest

from shuzi.errors import RecipeError
from shuzi.training.architectures import NETWORKS
from shuzi.training.settings import changed, load_recipe, recipe_from, shipped_recipes

TOML = """
purpose = "mine"
network = "compact"
epochs = 2
batch_images = 16

[optimiser]
name = "sgd"
learning_rate = 0.1
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_every_shipped_recipe_loads_and_names_its_purpose():
    recipes = shipped_recipes()
    assert {"article", "fast", "matlab", "small", "sprint", "thorough", "tiny"} <= recipes.keys()
    assert {"best", "ensemble", "student"} <= recipes.keys()
    assert list(recipes) == sorted(recipes)
    for name, purpose in recipes.items():
        recipe = load_recipe(name)
        assert recipe.name == name
        assert recipe.purpose == purpose != ""
        assert recipe.network in NETWORKS


def test_the_articles_settings_are_the_articles():
    recipe = load_recipe("article")
    assert (recipe.network, recipe.epochs, recipe.batch_images) == ("lenet_mini", 1, 8)
    assert (recipe.optimiser.name, recipe.optimiser.learning_rate) == ("sgd", 0.01)
    assert (recipe.log_every_steps, recipe.seed) == (100, 1)


def test_the_matlab_settings_are_the_articles():
    recipe = load_recipe("matlab")
    assert (recipe.network, recipe.epochs, recipe.batch_images) == ("conv3_bn", 3, 8)
    assert (recipe.optimiser.name, recipe.optimiser.learning_rate) == ("adam", 0.01)
    assert recipe.optimiser.gradient_norm_max == 1
    assert (recipe.schedule.name, recipe.schedule.every_epochs) == ("step", 10)
    assert recipe.schedule.factor == 0.2


def test_a_file_is_named_after_itself_and_the_rest_has_defaults(written):
    recipe = load_recipe(written(TOML))
    assert recipe.name == "mine"
    assert recipe.schedule.name == "constant"
    assert recipe.augmentation.shift_px == 0
    assert recipe.label_smoothing == 0


def test_what_a_recipe_dumps_is_the_recipe():
    recipe = load_recipe("fast")
    assert recipe_from(recipe.model_dump(), "again") == recipe


def test_settings_change_by_dotted_names():
    before = load_recipe("article")
    after = changed(before, {"epochs": 3, "optimiser.learning_rate": 0.5, "schedule.name": "step"})
    assert (after.epochs, after.optimiser.learning_rate, after.schedule.name) == (3, 0.5, "step")
    assert after.optimiser.name == before.optimiser.name
    assert before.epochs == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"epoch": 3}, ["epoch is no setting", "did you mean epochs, from 1 to 100000?"]),
        ({"optimiser.learning_rat": 1}, ["did you mean optimiser.learning_rate, over 0 to 10?"]),
        ({"optimizer.name": "sgd"}, ["optimizer is no setting", "did you mean optimiser?"]),
        ({"augmentation.shift_mm": 1}, ["did you mean augmentation.shift_px, from 0 to 8?"]),
        ({"augmentation.rotation_rad": 0.1}, ["augmentation.rotation_deg, from 0 to 45?"]),
        ({"zzz": 1}, ["zzz is no setting"]),
        ({"epochs.first": 1}, ["epochs holds no settings"]),
        ({"epochs": 0}, ["epochs is 0", "greater than or equal to 1"]),
        ({"epochs": 1.5}, ["epochs is 1.5", "integer"]),
        ({"epochs": True}, ["epochs is True", "integer"]),
        ({"epochs": "3"}, ["epochs is '3'", "integer"]),
        ({"augmentation.shift_px": 0.5}, ["augmentation.shift_px is 0.5", "integer"]),
        ({"augmentation.rotation_deg": "10 deg"}, ["'10 deg'", "number"]),
        ({"augmentation.rotation_deg": 90}, ["less than or equal to 45"]),
        ({"optimiser.learning_rate": math.nan}, ["optimiser.learning_rate is nan", "finite"]),
        ({"optimiser.learning_rate": -1}, ["optimiser.learning_rate is -1", "greater than 0"]),
        ({"optimiser.name": "rmsprop"}, ["'rmsprop'", "'sgd', 'adam' or 'adamw'"]),
        ({"network": "lenet"}, ["network is 'lenet'", "lenet_mini, conv3_bn, lenet_bn, compact"]),
        ({"schedule.warm_up_epochs": 2}, ["schedule.warm_up_percent, from 0 to 100?"]),
        ({"schedule.warm_up_percent": 101.0}, ["warm_up_percent is 101.0", "equal to 100"]),
        ({"selection.first_percent": 0.0}, ["selection.first_percent is 0.0", "greater than 0"]),
        ({"members": 0}, ["members is 0", "greater than or equal to 1"]),
        (
            {"members": 2, "distillation": {"teacher": "fast", "share": 0.5}},
            ["members is over 1 beside distillation"],
        ),
        ({"distillation": {"teacher": "fast"}}, ["distillation.share is missing"]),
        ({"first_filters": "zero"}, ["first_filters is 'zero'", "'random' or 'patches'"]),
        ({"augmentation.clean_epochs": 2}, ["augmentation.clean_epochs is 2", "0 to 1"]),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(changes, words):
    with pytest.raises(RecipeError) as caught:
        changed(load_recipe("article"), changes)
    assert caught.value.subject == "recipe article"
    for word in words:
        assert word in str(caught.value)


def test_every_wrong_setting_is_named_at_once():
    with pytest.raises(RecipeError, match=r"epochs is 0.*batch_images is 0"):
        changed(load_recipe("article"), {"epochs": 0, "batch_images": 0})


def test_a_missing_setting_is_named(written):
    path = written(TOML.replace("epochs = 2\n", ""))
    with pytest.raises(RecipeError, match="epochs is missing") as caught:
        load_recipe(path)
    assert caught.value.subject == path


def test_a_recipe_may_change_another(written):
    path = written('base = "fast"\npurpose = "mine"\nepochs = 9\n[optimiser]\nlearning_rate = 0.5')
    ours, fast = load_recipe(path), load_recipe("fast")
    changes = {"name": "mine", "purpose": "mine", "epochs": 9, "optimiser.learning_rate": 0.5}
    assert ours == changed(fast, changes)


@pytest.mark.parametrize("base", ['"nothing"', '"mine.toml"', "3", "[]"])
def test_a_recipe_based_on_no_shipped_one_is_refused(written, base):
    with pytest.raises(RecipeError, match=r"mine\.toml: base is .*; allowed: article, best"):
        load_recipe(written(f"base = {base}"))


def test_nan_in_a_file_is_refused(written):
    with pytest.raises(RecipeError, match="learning_rate is nan"):
        load_recipe(written(TOML.replace("0.1", "nan")))


def test_what_is_not_toml_is_refused(written):
    with pytest.raises(RecipeError, match=r"mine\.toml: is not TOML .*line 1"):
        load_recipe(written("epochs: 3"))


def test_what_is_not_text_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match="cannot be read"):
        load_recipe(str(path))


def test_an_unknown_name_gets_the_known_ones():
    with pytest.raises(RecipeError, match="choose among") as caught:
        load_recipe("artikel")
    assert ", ".join(shipped_recipes()) in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RecipeError, match=r"none\.toml: cannot be read"):
        load_recipe(str(tmp_path / "none.toml"))


@pytest.mark.parametrize("value", ["9" * 5_000, "[" * 4_000, '{"a" = ' * 1_000])
def test_what_python_cannot_follow_is_refused(written, value):
    with pytest.raises(RecipeError, match=r"mine\.toml: is not TOML"):
        load_recipe(written(f"epochs = {value}"))


def test_a_file_too_long_for_a_recipe_is_not_parsed(written):
    with pytest.raises(RecipeError, match="has over 8,192 letters"):
        load_recipe(written(f"{'a.' * 5_000}a = 1"))
