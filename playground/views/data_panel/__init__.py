"""The left panel: what is learned from, what the network is shown of it, and what the edges show."""

from playground.views.data_panel.view import DataPanel

__all__ = ["DataPanel"]
