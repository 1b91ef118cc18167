"""Where Dagster's own records go: named by the environment alone, and never with a password in the file."""

from pathlib import Path

import yaml

from pipelines.orchestration.instance_settings import PROJECT_SETTINGS, prepare_instance

SECRET = "postgresql://kaohe_writer:geheim@db.example/kaohe"


def storage_of(home: Path, *office: str) -> dict:
    folder = prepare_instance(home, *office)
    assert [path.name for path in folder.iterdir()] == ["dagster.yaml"]
    written = (folder / "dagster.yaml").read_text(encoding="utf-8")
    assert "geheim" not in written
    settings = yaml.safe_load(written)
    return settings.pop("storage")["custom"] if settings else {}


def test_beside_a_serving_database_of_files_they_are_files(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", "")
    assert storage_of(tmp_path, "sucheng", f"sqlite:///{tmp_path}/warehouse.db")["class"] == "SqliteStorage"
    assert (tmp_path / "dagster" / "dagster.yaml").read_bytes() == PROJECT_SETTINGS.read_bytes()


def test_beside_postgresql_they_have_a_schema_of_the_office(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", "")
    found = storage_of(tmp_path, "nan-zhao", SECRET)
    assert (found["class"], found["config"]) == (
        "PostgresqlStorage",
        {"url": {"env": "KAOHE_WAREHOUSE"}, "schema": "dagster_nan_zhao"},
    )


def test_a_database_named_for_them_is_taken_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("KAOHE_DAGSTER_STORAGE", SECRET)
    found = storage_of(tmp_path, "sucheng", f"sqlite:///{tmp_path}/warehouse.db")
    assert (found["class"], found["config"]) == (
        "PostgresqlStorage",
        {"url": {"env": "KAOHE_DAGSTER_STORAGE"}},
    )


def test_everything_else_is_as_in_the_project(tmp_path, monkeypatch):
    prepare_instance(tmp_path / "files")
    monkeypatch.setenv("KAOHE_DAGSTER_STORAGE", SECRET)
    prepare_instance(tmp_path / "postgresql")
    files, postgresql = (
        yaml.safe_load((tmp_path / name / "dagster" / "dagster.yaml").read_text(encoding="utf-8"))
        for name in ("files", "postgresql")
    )
    assert {**postgresql, "storage": None} == {**files, "storage": None}
