"""The tests. A package, so that tests of several folders can share ``tests.support``."""
