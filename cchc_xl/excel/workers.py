"""Child processes that do risky work one piece at a time, within limits, and are replaced when they fail."""

import gc
import os
import pickle
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import LifoQueue
from types import TracebackType
from typing import Any, Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")
SECONDS, MEMORY = 10.0, 512 << 20
_START = 60  # seconds
_ANSWER = 64 << 20  # bytes that a child may hand back
_SPAWN = get_context("spawn")  # a copy of a process with threads, as fork makes it, may hang


class Stopped(Exception):
    """A child was stopped: it took too long, wanted too much memory, or died."""


class Workers(Generic[A, B]):
    """A pool of long-lived children; `job` is a function of a module, and `do` may be called from threads."""

    def __init__(
        self, job: Callable[[A], B], count: int = 2, seconds: float = SECONDS, memory: int = MEMORY
    ) -> None:
        self._seconds = seconds
        self._free: LifoQueue[_Child] = LifoQueue()
        self._children = [_Child(job, seconds, memory) for _ in range(count)]
        for child in self._children:
            self._free.put(child)

    def __enter__(self) -> "Workers[A, B]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            child.stop()

    def do(self, argument: A) -> B:
        """Have a child do the job; raises Stopped, and what the job raised is raised here."""
        child = self._free.get()
        try:
            answer: B = child.ask(argument)
        finally:
            self._free.put(child)
        return answer


class _Child:
    """One child process, started when it is needed."""

    def __init__(self, job: Callable[[Any], Any], seconds: float, memory: int) -> None:
        self._job, self._seconds, self._memory = job, seconds, memory
        self._pipe: Connection[Any, Any] | None = None

    def ask(self, argument: object) -> Any:
        pipe = self._pipe or self._start()
        try:
            pipe.send(argument)
            if not pipe.poll(self._seconds):
                raise Stopped(f"đọc quá {self._seconds:g} giây")
            done, answer = pickle.loads(pipe.recv_bytes(_ANSWER))
        except BaseException as error:  # an answer that nobody waits for must not be taken for the next one
            self.stop()
            if isinstance(error, EOFError | OSError):
                raise Stopped("việc đọc bị dừng giữa chừng, có thể vì cần quá nhiều bộ nhớ") from error
            raise
        if not done:
            raise answer
        return answer

    def _start(self) -> "Connection[Any, Any]":
        self._pipe, theirs = _SPAWN.Pipe()
        work = (self._job, theirs, self._seconds, self._memory)
        self._process = _SPAWN.Process(target=_serve, args=work, daemon=True)
        self._process.start()
        theirs.close()
        if not self._pipe.poll(_START):
            raise RuntimeError("a child process does not start")
        self._pipe.recv()
        return self._pipe

    def stop(self) -> None:
        if self._pipe:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._pipe.close()
            self._pipe = None


def _serve(job: Callable[[Any], Any], pipe: "Connection[Any, Any]", seconds: float, memory: int) -> None:
    """Do what is asked until the other end is closed; memory is told by dying, whatever wants it."""
    for stream in (1, 2):  # panics of native code are printed, and one object may be all that stdout bears
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    gc.set_threshold(100_000)  # a picture is large, lives briefly and holds no cycles to speak of
    pipe.send("ready")
    while True:
        _limit(seconds, memory)
        try:
            argument = pipe.recv()
        except EOFError:
            return
        try:
            answer = pickle.dumps((True, job(argument)), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            os._exit(1)
        except Exception as error:
            answer = pickle.dumps((False, error))
        pipe.send_bytes(answer)


def _limit(seconds: float, memory: int) -> None:
    """Limit memory, and processor time for the case that nobody is left to stop this process."""
    try:
        import resource
    except ImportError:  # Windows: only the time is limited, by the parent
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
