"""The bar across the top: run, step and reset the training, and its settings."""

from playground.views.transport.view import TransportView

__all__ = ["TransportView"]
