"""A place for one frame, between the thread that makes frames and the one that shows them."""

from __future__ import annotations

import threading

from playground.run import Frame


class Mailbox:
    """A newer frame replaces an older one, and a frame is taken once; from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._content: tuple[int, Frame] | None = None

    @property
    def empty(self) -> bool:
        """Whether the last frame was taken."""
        return self._content is None

    def put(self, generation: int, frame: Frame) -> None:
        """Leave a frame of the load or change numbered `generation`."""
        with self._lock:
            self._content = (generation, frame)

    def take(self) -> tuple[int, Frame] | None:
        """Take the newest frame, if there is one that was not taken."""
        with self._lock:
            content, self._content = self._content, None
        return content
