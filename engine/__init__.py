"""An autograd engine that reads like a textbook: scalar graphs, and programs lowered from them."""

from engine.value import Value

__all__ = ["Value"]
