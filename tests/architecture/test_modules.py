"""How the product is laid out: what may import what is said in pyproject.toml; here is the rest."""

from tests.architecture.modules import circles, imports


def test_a_circle_is_found_wherever_it_closes():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": {"e2"}, "e2": {"e"}}
    assert circles(graph) == [["a", "b", "c"], ["e", "e2"]]


def test_no_modules_import_each_other_in_a_circle():
    assert circles(imports()) == []
