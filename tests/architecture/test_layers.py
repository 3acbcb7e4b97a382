"""Who may import whom, and how the code is cut: rules that matter are small programs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "imperium"
MODULES = sorted(SOURCE.rglob("*.py"))
SHAPELESS = {"utils", "util", "helpers", "helper", "common", "base", "core", "manager", "managers", "misc"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", cache_dir=str(tmp_path)) == 0


def test_every_module_is_named_after_what_it_holds() -> None:
    named = {path: {path.stem, path.parent.name} & SHAPELESS for path in MODULES}
    assert not {str(path.relative_to(ROOT)): names for path, names in named.items() if names}


def test_files_hold_one_idea() -> None:
    long = {path.name: lines for path in MODULES if (lines := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert not long


def functions() -> Iterator[tuple[str, Function]]:
    """All but the migrations: each of those is one list of tables."""
    for path in (path for path in MODULES if "migrations" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, Function):
                yield f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}", node


def own_lines(function: Function) -> int:
    """Without the functions inside it, which are counted for themselves."""
    inner = [node for node in ast.walk(function) if isinstance(node, Function) and node is not function]
    outermost = [node for node in inner if not any(node in ast.walk(other) for other in inner if other is not node)]
    return _lines(function) - sum(_lines(node) for node in outermost)


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_functions_fit_on_a_screen() -> None:
    assert not {where: own_lines(function) for where, function in functions() if own_lines(function) > LONGEST_FUNCTION}


def test_most_functions_fit_in_a_few_lines() -> None:
    lengths = sorted(own_lines(function) for _, function in functions())
    assert lengths[len(lengths) // 2] <= 9


def test_every_module_says_what_it_is() -> None:
    silent = [
        path for path in MODULES if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not [str(path.relative_to(ROOT)) for path in silent]


def test_no_error_passes_in_silence() -> None:
    """`except: pass` loses what a person would need to know."""
    silent = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node) and _does_nothing(node)
    ]
    assert not silent


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or getattr(handler.type, "id", "") in ("Exception", "BaseException")


def _does_nothing(handler: ast.ExceptHandler) -> bool:
    return all(isinstance(node, ast.Pass) for node in handler.body)
