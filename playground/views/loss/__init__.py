"""The loss panel: how wrong the network is, epoch by epoch and point by point."""

from playground.views.loss.view import LossView

__all__ = ["LossView"]
