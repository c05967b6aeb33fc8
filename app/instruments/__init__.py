"""Evaluation instruments as data: read from YAML, scored by pure functions."""
