"""The Expression workspace: a typed formula as a graph, and the chain rule walked through it."""

from playground.views.expression.view import ExpressionView

__all__ = ["ExpressionView"]
