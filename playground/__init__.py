"""Gradient Playground: a desktop app that shows how a network learns."""
