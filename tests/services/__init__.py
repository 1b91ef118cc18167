"""Tests that start servers or break things on purpose: `make test-services`."""
