"""The one error type that a person's input can raise."""


class PlaygroundError(ValueError):
    """Says in one sentence what was wrong with some input and where; `str(error)` is shown as it is."""
