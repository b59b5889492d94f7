"""Heads that people's decisions refitted for one corpus: beside its index, told apart from the shipped ones by name.

They hold for the judge they were fitted to and for no other version of it. They are never used unseen: a run names them, and a
file that cannot be used is an error and not a reason to fall back on the shipped ones.
"""

from pathlib import Path

from crosscheck import heads
from crosscheck.errors import ModelError
from crosscheck.heads import Heads
from crosscheck.judge import Judge, is_calibrated, models

FILE = "heads.json"
TOLD = ("pairs", "paragraphs", "date", "log")


def shipped() -> Heads:
    """The heads that come with the package."""
    return heads.load(models() / FILE)


def heads_for(judge: Judge, directory: Path | None = None) -> Heads:
    """The heads for a judge: those learned from reviews in the index folder `directory` where there are any, else the shipped ones.

    For a judge that the shipped heads were not fitted to they are uncalibrated, and nothing learned is used. Raises ModelError
    for learned heads that cannot be read, or were fitted to another version of the judge.
    """
    if not is_calibrated(judge):
        return shipped().uncalibrated()
    path = directory / FILE if directory else None
    if path is None or not path.exists():
        return shipped()
    try:
        found = heads.load(path)
    except ModelError as error:
        raise ModelError(f"The heads learned from reviews cannot be used: {error} {_mend(path)}") from error
    if found.about.get("judge") != judge.fingerprint:
        raise ModelError(f"{path} was learned for another version of the judge ({str(found.about.get('judge'))[:12]}, now "
                         f"{judge.fingerprint[:12]}). {_mend(path)}")
    return found


def _mend(path: Path) -> str:
    command = f"crosscheck train --reviews {path.parent.name}"
    return f"Learn again with: {command}; or go back to the shipped ones with: {command} --forget"


def named(fitted: Heads) -> dict:
    """What a run says of the heads that it used."""
    told = {name: fitted.about[name] for name in TOLD if name in fitted.about}
    return {"from": "reviews" if told else "shipped", "fingerprint": fitted.fingerprint} | told
