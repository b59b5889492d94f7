"""The Streamlit app of a plain clone: `streamlit run app.py`. The pages are in `crosscheck/ui`."""

from crosscheck.ui.main import run

run()
