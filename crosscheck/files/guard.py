"""Read a stranger's file in a process of its own, so that the worst file is an error message and not a dead program.

The process gets the bytes and nothing else: its memory and time are limited where the system can do that, it may open no
connection, start no program but the one that recognizes text in pictures, and write nowhere but in a folder of its own, which is
removed afterwards. What it gives back is JSON, whose every field is checked: it has read the file, and is not trusted any more.
"""

import contextlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from crosscheck.errors import CorpusError, CrosscheckError
from crosscheck.files.extracted import Extracted, Left, LeftOut, Page

READERS = {
    "pdf": ("crosscheck.files.pdf", "read_pdf"),
    "docx": ("crosscheck.files.docx", "read_docx"),
    "html": ("crosscheck.files.html", "read_html"),
    "markdown": ("crosscheck.files.markdown", "read_markdown"),
    "epub": ("crosscheck.files.epub", "read_epub"),
    "text": ("crosscheck.files.plain", "read_text"),
}
MEMORY = 3 << 30  # bytes of address space; 2 GB are not enough for what reads the longest PDFs
SECONDS = 120
_GRACE = 15  # seconds for starting and for a reader that keeps its own time to say so
_MOST_OUTPUT = 512 << 20
_REFUSED = (
    "socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.",
    "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.startfile", "os.fork",
)  # fmt: skip


def reader(kind: str) -> Callable[[bytes, str], Extracted]:
    """The function that reads files of a kind, in this process."""
    module, name = READERS[kind]
    function: Callable[[bytes, str], Extracted] = getattr(importlib.import_module(module), name)
    return function


def guarded(kind: str, data: bytes, name: str, *, seconds: float = SECONDS) -> Extracted:
    """Read `data` as `kind` in a process of its own. `name` is the file's, for messages.

    Raises CorpusError if the reader refuses the file, dies on it, or needs more than `seconds` or MEMORY.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
        source.write(data)
        source.seek(0)
        status = _run([kind, name], source, result, seconds, name)
        size = result.seek(0, os.SEEK_END)
        result.seek(0)
        answer = result.read() if 0 < size <= _MOST_OUTPUT else b""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        why = f"signal {-status}" if status < 0 else f"status {status}"
        raise CorpusError(f"{name}: the reader stopped on it ({why}); the file may be damaged or too large: save it anew, or in parts")
    if isinstance(said.get("error"), str):
        raise CorpusError(" ".join(said["error"].split())[:2000])
    try:
        return unpacked(said)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorpusError(f"{name}: the reader gave back something that is no text; save the file anew as PDF or DOCX") from error


def _run(arguments: list[str], source: Any, result: Any, seconds: float, name: str) -> int:
    """Run the child to its end and give its exit status; it and what it started are ended when the time is over."""
    paths = os.pathsep.join([str(Path(__file__).resolve().parents[2]), *filter(None, sys.path)])
    own = tempfile.mkdtemp(prefix="crosscheck-")  # the only folder it may write to
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", "OMP_THREAD_LIMIT": "2",
                                "TMPDIR": own, "TEMP": own, "TMP": own}  # fmt: skip
    command = [sys.executable, "-P", "-m", "crosscheck.files.guard", *arguments]  # -P: a json.py beside the file is not run
    window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    own_group = os.name == "posix"
    with subprocess.Popen(
        command, stdin=source, stdout=result, stderr=subprocess.DEVNULL, env=environment, creationflags=window, start_new_session=own_group
    ) as child:
        try:
            return child.wait(seconds + _GRACE)
        except BaseException as error:  # Ctrl+C, too, must not leave it running: it is in a group of its own
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if own_group:
                    os.killpg(child.pid, 9)
                else:
                    child.kill()
            if isinstance(error, subprocess.TimeoutExpired):
                raise CorpusError(f"{name}: could not be read within {seconds:.0f} seconds; split it, or save it as plain text") from error
            raise
        finally:
            shutil.rmtree(own, ignore_errors=True)


def packed(found: Extracted) -> dict[str, Any]:
    """`found` as JSON can hold it."""
    return {
        "kind": found.kind,
        "text": found.text,
        "pages": [[page.start, page.number, page.printed] for page in found.pages],
        "headings": [list(heading) for heading in found.headings],
        "left_out": [[left.kind.value, left.text, left.page, left.mark, left.at] for left in found.left_out],
        "properties": found.properties,
        "notes": list(found.notes),
        "ocr": found.ocr,
    }


def unpacked(said: dict[str, Any]) -> Extracted:
    """The inverse of `packed`. Raises KeyError, TypeError or ValueError if anything is not what it should be."""
    text = _string(said["text"])
    end = len(text)
    return Extracted(
        _string(said["kind"]),
        text,
        tuple(Page(_whole(start, end), _whole(at), _maybe(printed, _string)) for start, at, printed in said["pages"]),
        tuple((_whole(start, end), _whole(stop, end), _whole(level, 99)) for start, stop, level in said["headings"]),
        tuple(
            LeftOut(Left(kind), _string(words), _maybe(page, _whole), _maybe(mark, _string), _maybe(at, lambda place: _whole(place, end)))
            for kind, words, page, mark, at in said["left_out"]
        ),
        {_string(key): _string(value) for key, value in said["properties"].items()},
        tuple(map(_string, said["notes"])),
        said["ocr"] is True,
    )


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode("utf-8")  # half a surrogate pair raises UnicodeEncodeError, a ValueError
    return value


def _whole(value: object, most: int = 10**9) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError
    return value


def _maybe(value: object, check: Callable[[Any], Any]) -> Any:
    return None if value is None else check(value)


def confine(memory: int = MEMORY, seconds: int = SECONDS) -> None:
    """Bind this process for good: memory, processor time, core dumps; no connections, no programs, no files written."""
    with contextlib.suppress(ImportError):
        import resource

        for kind, limit in (
            (resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, _MOST_OUTPUT)
        ):  # fmt: skip
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (limit, limit))
    folders = tuple(str(folder) + os.sep for folder in (Path(tempfile.gettempdir()), Path(tempfile.gettempdir()).resolve()))

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED):
            _refuse(event)
        if event == "subprocess.Popen":
            _check_program(list(arguments[1]))
        if event == "open" and isinstance(arguments[0], str | bytes) and _writes(arguments[1], arguments[2]):
            path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 (Path.resolve would open what it resolves)
            if path != os.devnull and not (path + os.sep).startswith(folders):  # the folder itself: a file without a name
                _refuse(f"{event} {path}")

    sys.addaudithook(watch)


def _check_program(command: list[Any]) -> None:
    """Refuse any program but tesseract and the reader of PDF files, which is a script of this package."""
    names = [os.fsdecode(part) for part in command]
    worker = [sys.executable, "-P", str(Path(__file__).with_name("pdf_worker.py"))]
    if Path(names[0]).name.lower() not in {"tesseract", "tesseract.exe"} and names[:3] != worker:
        _refuse(f"subprocess.Popen {names[0]}")


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _refuse(what: str) -> NoReturn:
    raise PermissionError(f"reading a file never needs this: {what}")


def child(kind: str, name: str) -> None:
    """What the process does: read standard input, write JSON to standard output. Whatever C code prints goes astray."""
    data = sys.stdin.buffer.read()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    read = reader(kind)
    confine()
    try:
        said = packed(read(data, name))
        answer = json.dumps(said, ensure_ascii=True).encode("ascii")
    except CrosscheckError as error:
        answer = json.dumps({"error": str(error)}).encode("ascii")
    except MemoryError:
        del data
        why = f"needs more memory than the {MEMORY >> 30} GB set aside for it; split it, or save it as plain text"
        answer = json.dumps({"error": f"{name}: {why}"}).encode("ascii")
    except Exception as error:  # a reader's own fault must not look like the file's text
        why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        answer = json.dumps({"error": f"{name}: cannot be read ({why}); save it anew as PDF or DOCX"}).encode("ascii")
    out.write(answer)
    out.close()


if __name__ == "__main__":
    child(*sys.argv[1:3])
