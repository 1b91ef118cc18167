"""Fuzzing of what reads submitted files: see ``fuzz_reader``."""
