"""How the app is started: on this machine alone, without telemetry, with one configuration in two places."""

import socket
import subprocess
import tomllib
from pathlib import Path

import pytest

from crosscheck import serve
from crosscheck.errors import CrosscheckError

ROOT = Path(__file__).resolve().parent.parent


def test_the_packaged_configuration_is_the_repository_s() -> None:
    packaged, own = (tomllib.loads(p.read_text(encoding="utf-8")) for p in (serve.UI / "config.toml", ROOT / ".streamlit" / "config.toml"))
    assert packaged == own
    assert own["browser"]["gatherUsageStats"] is False


def test_the_server_is_told_to_stay_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "manifest.json").write_text("{}")
    ran = []

    def run(command, env, **options):
        ran.append((command, env))
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(serve.subprocess, "run", run)
    assert serve.serve("demo", "demo", tmp_path, 8600) == 0
    (command, environment), = ran
    assert "--server.address=127.0.0.1" in command
    assert "--browser.gatherUsageStats=false" in command
    assert environment["CROSSCHECK_CORPUS"] == "demo"
    assert environment["HF_HUB_OFFLINE"] == "1"


def test_a_taken_port_is_passed_over_and_none_left_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.free_port(port) > port
        monkeypatch.setattr(serve, "PORTS_TRIED", 1)
        with pytest.raises(CrosscheckError, match="--port"):
            serve.free_port(port)


def test_without_an_index_the_sources_page_is_still_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(serve.subprocess, "run", lambda *args, **more: subprocess.CompletedProcess([], 0))
    assert serve.serve("demo", "demo", tmp_path, 8600) == 0
    assert "crosscheck run demo" in capsys.readouterr().out
