"""Icons, example projects and texts, read through importlib.resources."""
