"""The address bar and a page's widgets stay alike, and a widget that lost its value gets it back."""

import pytest

pytest.importorskip("streamlit")

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from crosscheck.ui import address

    fields = [address.Field("show", "open", ["open", "settled"]), address.Field("page", 1)]
    address.restore("desk", fields)
    st.text(f"{st.session_state['desk_show']} {st.session_state['desk_page']}")
    address.keep("desk", fields)


@pytest.mark.parametrize(("asked", "wanted"), [({}, "open 1"), ({"show": "settled", "page": "3"}, "settled 3"), ({"show": "no"}, "open 1")])
def test_the_address_sets_the_widgets(asked: dict[str, str], wanted: str) -> None:
    app = AppTest.from_function(page)
    for name, value in asked.items():
        app.query_params[name] = value
    assert app.run().text[0].value == wanted


def test_a_widget_without_a_value_gets_the_address_s_again_and_the_others_keep_theirs() -> None:
    app = AppTest.from_function(page)
    app.query_params["show"] = "settled"
    app.run()
    app.session_state["desk_show"] = None
    app.session_state["desk_page"] = 2
    assert app.run().text[0].value == "settled 2"
