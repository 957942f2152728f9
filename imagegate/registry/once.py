"""Values that are made once each, however many threads want them at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from imagegate.errors import ImagegateError
from imagegate.http.deadline import Deadline
from imagegate.http.errors import DeadlineError

Key = TypeVar("Key")
Value = TypeVar("Value")


class Once(Generic[Key, Value]):
    """Values by key.

    A failure is kept too, so that nobody asks twice; a lack of time is not, since it is one thread's own.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._lock = threading.Lock()
        self._flights: dict[Key, Future[Value]] = {}

    def get(self, key: Key, make: Callable[[], Value], deadline: Deadline, host: str) -> Value:
        """Give the value of a key, made by the first who asks; others wait for it until their own deadline.

        `host` is who has to answer for it.
        """
        while True:
            flight, mine = self._join(key)
            if mine:
                return self._make(key, make, flight)
            try:
                return flight.result(timeout=deadline.left())
            except DeadlineError:
                self._drop(key, flight)
            except TimeoutError:
                raise DeadlineError.of(host) from None

    def forget(self, key: Key, when: Callable[[Value], bool]) -> None:
        """Let the value of a key be made anew if it is there and stale by this test."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None and flight.done() and flight.exception() is None and when(flight.result()):
                del self._flights[key]

    def _join(self, key: Key) -> tuple[Future[Value], bool]:
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            return self._flights.setdefault(key, Future()), True

    def _make(self, key: Key, make: Callable[[], Value], flight: Future[Value]) -> Value:
        try:
            value = make()
        except BaseException as error:
            if isinstance(error, DeadlineError) or not isinstance(error, ImagegateError):
                self._drop(key, flight)
            flight.set_exception(error)
            raise
        flight.set_result(value)
        return value

    def _drop(self, key: Key, flight: Future[Value]) -> None:
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]
