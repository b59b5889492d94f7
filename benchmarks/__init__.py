"""Timings against named baselines in the same run. No test depends on them."""
