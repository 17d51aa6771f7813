from pathlib import Path

import platformdirs

from shuzi.home import home, learned_model


def test_the_variable_names_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("SHUZI_HOME", str(tmp_path))

    assert home() == tmp_path
    assert learned_model().parent == tmp_path


def test_without_it_the_users_data_folder_is_the_home(monkeypatch):
    monkeypatch.delenv("SHUZI_HOME")
    monkeypatch.setattr(platformdirs, "user_data_path", lambda name: Path("/data", name))

    assert home() == Path("/data/shuzi")
