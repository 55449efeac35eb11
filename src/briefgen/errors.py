"""Exceptions that mean "the call was wrong", as opposed to findings, which mean "the content is wrong"."""


class UsageError(Exception):
    """The command cannot be carried out as it was given.

    ``hint`` says how to mend the call. The command line prints both and exits with 2.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
