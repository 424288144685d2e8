"""The network canvas: build a network on it, see what it has learned and how its gradients flow."""

from playground.views.network.view import NetworkView

__all__ = ["NetworkView"]
