"""Shared small widgets that several views are built from; they know no document and no session."""
