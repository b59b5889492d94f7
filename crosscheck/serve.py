"""Starts the app on this machine and prints its address. It listens on the loopback interface alone."""

import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

from crosscheck.errors import CrosscheckError

HOST = "127.0.0.1"
PORTS_TRIED = 20
UI = Path(__file__).parent / "ui"


def serve(corpus: str, corpus_id: str, indexes: Path, port: int) -> int:
    """Serve until stopped; returns the server's exit status. Raises CrosscheckError if no port is free.

    Without an index there is still the Sources page, where documents are added and the cross-check is run.
    """
    if not (indexes / corpus_id / "manifest.json").is_file():
        print(f"There is no index of {corpus_id} yet: run the cross-check on the app's Sources page, or with: crosscheck run {corpus}")
    port = free_port(port)
    settings = _flat(tomllib.loads((UI / "config.toml").read_text(encoding="utf-8")))
    settings |= {"server.address": HOST, "server.port": port, "server.headless": True, "server.fileWatcherType": "none",
                 "browser.gatherUsageStats": False}
    command = [sys.executable, "-m", "streamlit", "run", str(UI / "main.py")]
    for name, value in settings.items():
        command += [f"--{name}={_word(one)}" for one in (value if isinstance(value, list) else [value])]
    environment = os.environ | {"CROSSCHECK_CORPUS": corpus, "CROSSCHECK_INDEXES": str(indexes), "HF_HUB_OFFLINE": "1"}
    print(f"crosscheck is at http://{HOST}:{port} (stop it with Ctrl+C)", flush=True)
    try:
        return subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode
    except KeyboardInterrupt:
        return 0


def _flat(content: dict, prefix: str = "") -> dict[str, object]:
    """Nested tables as `server.port`, the form the server's options take."""
    result: dict[str, object] = {}
    for name, value in content.items():
        result |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return result


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def free_port(first: int) -> int:
    """The first free port from `first` on."""
    for port in range(first, first + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CrosscheckError(f"No free port from {first} to {first + PORTS_TRIED - 1}. Choose another with --port.")
