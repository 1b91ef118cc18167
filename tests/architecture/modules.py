"""The modules of the product and what each imports, read from their text: wherever an import stands, at the
top of a module, in a function or for type checkers only.
"""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("desk", "pipelines", "assets", "warehouse", "schemas")


def files() -> list[Path]:
    """The product's Python files."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    """The name that a file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports() -> dict[str, set[str]]:
    """Module → the modules of the product that it imports."""
    paths = {name_of(path): path for path in files()}
    return {name: set(_imported(path, paths.keys())) - {name} for name, path in paths.items()}


def _imported(path: Path, known: Collection[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                # A module of a folder, or something in a module.
                named = (f"{node.module}.{alias.name}", str(node.module))
                yield from [name for name in named if name in known][:1]


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules that each lead back to themselves."""
    reached = {name: _reached(name, graph) for name in graph}
    together = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in graph
        if name in reached[name]
    }
    return sorted(sorted(group) for group in together)


def _reached(start: str, graph: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def private_names(path: Path) -> Iterator[str]:
    """The private names of other libraries that a file imports, or takes from one that it imports whole."""
    tree = ast.parse(path.read_text())
    whole: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            whole |= {alias.asname or alias.name for alias in node.names if _is_foreign(alias.name)}
            yield from (
                alias.name for alias in node.names if _is_foreign(alias.name) and _is_private(alias.name)
            )
        elif isinstance(node, ast.ImportFrom) and _is_foreign(str(node.module)):
            whole |= {alias.asname or alias.name for alias in node.names}
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name for name in names if _is_private(name))
    taken = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _is_private(node.attr))
    for node in taken:
        if isinstance(node.value, ast.Name) and node.value.id in whole:
            yield f"{node.value.id}.{node.attr}"


def _is_foreign(module: str) -> bool:
    return module.partition(".")[0] not in PACKAGES


def _is_private(name: str) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in name.split("."))
