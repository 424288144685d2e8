"""From imported points to a document that learns them."""

from __future__ import annotations

from dataclasses import replace

from playground.document import Document
from playground.network_edits import set_classes, set_own_points
from playground.tables.points import Imported


def with_imported(document: Document, imported: Imported) -> Document:
    """Return the document with imported points to learn, shown in the Network workspace."""
    problem = "classification" if imported.classes else "regression"
    after = set_own_points(document, imported.points, problem)
    if imported.classes and after.data.classes != imported.classes:
        after = set_classes(after, imported.classes)
    on_line = not imported.classes and not imported.points.columns[1].name
    output = "curve" if on_line else "plane" if after.view.output == "curve" else after.view.output
    return replace(after, view=replace(after.view, workspace="network", output=output))
