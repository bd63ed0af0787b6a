"""Faults that stop the work: a file, a call or a form that cannot be used."""


class CchcError(Exception):
    """A fault told in Vietnamese, with a stable code and what to do about it."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.fix = fix
