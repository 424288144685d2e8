"""Shared small widgets that several views are built from."""
