"""How small our files and functions are: `python -m tests.sizes FOLDER…`. Printed, never enforced."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median


def main(folders: list[str]) -> None:
    """Print medians and the largest of the folders' files and functions."""
    paths = [path for folder in folders for path in Path(folder).rglob("*.py")]
    files = {str(path): len(path.read_text().splitlines()) for path in paths}
    functions = {name: size for path in paths for name, size in functions_of(path)}
    report("files", {name: size for name, size in files.items() if size})
    report("functions", functions)


def functions_of(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with its number of lines, its definition and docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            end = node.end_lineno or node.lineno
            yield f"{path}:{node.lineno} {node.name}", end - body[0].lineno + 1


def report(kind: str, sizes: dict[str, int]) -> None:
    """Print one kind's figures."""
    print(f"{len(sizes)} {kind}: median {median(sizes.values()):.0f} lines, largest:")
    for name in sorted(sizes, key=lambda name: -sizes[name])[:3]:
        print(f"  {sizes[name]:>4}  {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
