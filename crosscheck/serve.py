"""Starts the app on this machine and prints its address. It listens on the loopback interface alone."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from crosscheck.errors import CrosscheckError

HOST = "127.0.0.1"
PORTS_TRIED = 20


def serve(corpus: str, corpus_id: str, indexes: Path, port: int) -> int:
    """Serve until stopped; returns the server's exit status. Raises CrosscheckError if no port is free or no index is there."""
    if not (indexes / corpus_id / "manifest.json").is_file():
        raise CrosscheckError(f"There is no index in {indexes / corpus_id}. Make it with: crosscheck run {corpus}")
    port = free_port(port)
    settings = {
        "server.address": HOST, "server.port": str(port), "server.headless": "true", "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false", "client.toolbarMode": "minimal", "server.maxUploadSize": "50",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).parent / "ui" / "main.py")]
    command += [f"--{name}={value}" for name, value in settings.items()]
    environment = os.environ | {"CROSSCHECK_CORPUS": corpus, "CROSSCHECK_INDEXES": str(indexes), "HF_HUB_OFFLINE": "1"}
    print(f"crosscheck is at http://{HOST}:{port} (stop it with Ctrl+C)", flush=True)
    try:
        return subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode
    except KeyboardInterrupt:
        return 0


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
