"""What a reader should know of the registries that were asked, beside the images."""

import threading


class Notices:
    """Sentences by what they are about, the first of each; safe to share between threads."""

    def __init__(self) -> None:
        """Begin without any."""
        self._lock = threading.Lock()
        self._sentences: dict[str, str] = {}

    def add(self, about: str, sentence: str) -> None:
        """Keep a sentence, unless there is one about the same."""
        with self._lock:
            self._sentences.setdefault(about, sentence)

    def sentences(self) -> tuple[str, ...]:
        """Give what was kept, in order."""
        with self._lock:
            return tuple(self._sentences.values())
