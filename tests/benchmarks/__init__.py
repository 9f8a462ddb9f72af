"""Benchmarks: worlds with a known truth, and what each tool makes of them. Not part of the tests."""
