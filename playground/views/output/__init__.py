"""The output panel: what the network answers over the plane, as a map, a surface or a curve."""

from playground.views.output.verdicts import percent, wrong
from playground.views.output.view import OutputView

__all__ = ["OutputView", "percent", "wrong"]
