"""One thread that computes password hashes, one after the other, for all threads of a process.

C libraries keep freed memory for the thread that used it: eight web threads that have each hashed
once hold eight times the memory of a hash for good. With one thread for all hashes a process keeps
it once. Hashing at most one at a time in each process also bounds what a flood of sign-ins takes;
a worker process for each processor still hashes as fast as the machine can.
"""

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

_Result = TypeVar("_Result")
_Task = tuple[Future[Any], Callable[[], Any]]


class HashingThread:
    """Runs functions in its thread, which is started when it is needed and not running.

    After a fork the child has no thread but the one that forked; `is_alive` then tells so, and a
    new one is started with an empty queue.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._tasks: SimpleQueue[_Task] = SimpleQueue()
        self._thread: Thread | None = None

    def run(self, function: Callable[[], _Result]) -> _Result:
        """The function's result, or the exception that it raised."""
        future: Future[_Result] = Future()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._tasks = SimpleQueue()
                self._thread = Thread(
                    target=_work, args=(self._tasks,), name="password-hashing", daemon=True
                )
                self._thread.start()
            self._tasks.put((future, function))
        return future.result()


def _work(tasks: SimpleQueue[_Task]) -> None:
    while True:
        future, function = tasks.get()
        try:
            result = function()
        except BaseException as error:  # noqa: BLE001  (it is raised again where the result is awaited)
            future.set_exception(error)
        else:
            future.set_result(result)
        # Nothing of a finished task stays behind while the thread waits: it held a password.
        del future, function
