"""The Derivative workspace: a typed function, its secant and tangent, and f′ three ways."""

from playground.views.derivative.view import DerivativeView

__all__ = ["DerivativeView"]
