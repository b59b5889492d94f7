"""The address bar and a page's widgets, kept alike.

Widgets are named `<page>_<field>` and addresses `?field=value`, with the plain values rather than the labels, so that a
shared link outlives a change of wording. An address that changed from outside (a link, the back button) sets the
widgets; a widget that changed sets the address. Values that are not allowed are dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st


@dataclass(frozen=True)
class Field:
    """One part of an address: its name, the default, and the values allowed (None: any text)."""

    name: str
    default: Any
    allowed: Sequence | None = None

    def read(self, values: list[str]) -> Any:
        """The widget's value for what the address says."""
        if self.allowed is not None:
            known = {str(value): value for value in self.allowed}
            values = [known[value] for value in values if value in known]
        if isinstance(self.default, list):
            return values
        if not values:
            return self.default
        if isinstance(self.default, float | int):
            return _number(values[0], self.default)
        return values[0]

    def write(self, value: Any) -> list[str]:
        """What the address says for a widget's value: nothing for the default, one empty value for an emptied list."""
        if value == self.default or value is None:
            return []
        return [str(item) for item in value] or [""] if isinstance(value, list | tuple) else [str(value)]


def _number(text: str, default: float) -> float:
    """A number of the default's type between 0 and 1 (a share) or from 1 (a page)."""
    try:
        value = type(default)(text)
    except ValueError:
        return default
    return min(max(value, 0.0), 1.0) if isinstance(default, float) else max(value, 1)


def restore(page: str, fields: Sequence[Field]) -> None:
    """Before the widgets are drawn: give them the address's values, if it changed since `keep` last saw it.

    A widget that lost its value gets it back: a run that another key press cut short can leave one without.
    """
    present = _present()
    same = st.session_state.get(f"{page}_address") == present
    for field in fields:
        name = f"{page}_{field.name}"
        if same and st.session_state.get(name) is not None:
            continue
        st.session_state[name] = field.read(present[field.name]) if field.name in present else field.default


def keep(page: str, fields: Sequence[Field]) -> None:
    """After the widgets are drawn: write their values into the address, leaving out defaults."""
    wanted = {field.name: field.write(st.session_state.get(f"{page}_{field.name}")) for field in fields}
    wanted = {name: values for name, values in wanted.items() if values}
    if wanted != _present():
        st.query_params.from_dict(wanted)
    st.session_state[f"{page}_address"] = wanted


def last(page: str) -> dict[str, list[str]]:
    """The address that a page was last seen with, for the way back to it."""
    return st.session_state.get(f"{page}_address", {})


def _present() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}
