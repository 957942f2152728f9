"""The root of every deliberate error.

An error of ours says what, quotes the text or names the place, and says what to do. What is *not* an
`ImagegateError` is a bug: it goes to the top and ends the run with exit code 4.
"""


class ImagegateError(Exception):
    """Something that could not be done, in the user's words.

    `message` is one sentence without a full stop; it never holds a secret. `hint` says what to do and may be
    empty. `code` is a word that machines compare (`denied`, `not-found`, …) and belongs to the class.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "", code: str = "") -> None:
        """Keep the sentence, what to do, and a code where it differs from the class's."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code:
            self.code = code


class UsageError(ImagegateError):
    """The user's input or policy is wrong: exit code 2, nothing was judged."""

    code = "usage"
