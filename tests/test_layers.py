"""The house keeps its promises: imports go one way, heavy ones wait, nothing touches the network, nothing is unpickled."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "crosscheck"
MODULES = sorted(p for p in PACKAGE.rglob("*.py"))
ENDPOINT = PACKAGE / "judges" / "endpoint.py"
PURE = {"records", "errors", "sides", "tone", "claims", "topics", "timing", "attribution", "figures", "figure_words",
        "names", "name_forms", "repeats"}  # fmt: skip
HEAVY = {"torch", "transformers", "sentence_transformers", "faiss", "streamlit", "sklearn", "onnxruntime", "sqlalchemy", "matplotlib"}


def imported(path: Path, *, top_only: bool = False) -> set[str]:
    """Names of modules that a file imports; with `top_only`, those imported as soon as the file is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree) if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_only_the_app_imports_streamlit() -> None:
    users = {p.relative_to(PACKAGE).parts[0] for p in MODULES if any(name.split(".")[0] == "streamlit" for name in imported(p))}
    assert users <= {"ui"}


def test_the_library_never_imports_the_app_the_command_line_or_training() -> None:
    for path in MODULES:
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room in {"ui", "cli", "train", "serve"} or path.name == "commands.py":
            continue
        wrong = {n for n in imported(path) if n.startswith(("crosscheck.ui", "crosscheck.cli", "crosscheck.train"))}
        assert not wrong, f"{path.name} imports {wrong}"


@pytest.mark.parametrize("name", sorted(PURE))
def test_pure_modules_need_nothing_but_the_standard_library(name: str) -> None:
    for module in imported(PACKAGE / f"{name}.py"):
        first, *rest = module.split(".")
        assert first in sys.stdlib_module_names or (first == "crosscheck" and set(rest[:1]) <= PURE), module


def test_heavy_libraries_are_imported_inside_the_functions_that_need_them() -> None:
    for path in MODULES:
        room = path.relative_to(PACKAGE).parts[0]
        allowed = {"ui": {"streamlit"}, "reviews": {"sqlalchemy"}}.get(room, set())
        heavy = {n.split(".")[0] for n in imported(path, top_only=True)} & (HEAVY - allowed)
        assert not heavy, f"{path.relative_to(PACKAGE)} imports {heavy} at its top"


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, crosscheck.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\nprint('LOADED', *sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = set(out.split("LOADED")[1].split())
    assert not loaded & (HEAVY | {"pandas", "numpy"})


def test_nothing_unpickles_or_evaluates() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert not {"pickle", "joblib", "marshal", "shelve"} & {n.split(".")[0] for n in imported(path)}, path
        assert "allow_pickle=True" not in text, path
        calls = {n.func.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        assert not calls & {"eval", "exec"}, path


def test_nothing_reaches_for_the_network() -> None:
    for path in MODULES:
        names = {n.split(".")[0] for n in imported(path)}
        assert not names & {"requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib"}, path
        assert "urllib.request" not in imported(path), path
        assert "http.client" not in imported(path) or path == ENDPOINT, path


def test_the_one_module_that_speaks_to_a_server_keeps_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user may name a local model server as the judge; nothing else opens a connection, and that not to the world."""
    from crosscheck.errors import ModelError
    from crosscheck.judges import endpoint

    monkeypatch.delenv(endpoint.ALLOW_REMOTE, raising=False)
    assert endpoint.address("http://127.0.0.1:11434/v1#m").port == 11434
    for host in ("8.8.8.8", "example.org", "0.1.2.3", "169.254.169.254", "[::ffff:8.8.8.8]", "2130706433"):
        with pytest.raises(ModelError, match=endpoint.ALLOW_REMOTE):
            endpoint.address(f"http://{host}:80/v1#m")
