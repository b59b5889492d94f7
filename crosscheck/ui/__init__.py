"""The screens: Streamlit pages over a finished cross-check. Only this package imports Streamlit."""
