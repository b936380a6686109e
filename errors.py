"""Every way Themeline can fail, as one tree.

    ThemelineError
    ├── UnreadableFile        a file is damaged, empty, encrypted or not what its name says
    │   └── LimitExceeded     reading it would take more memory, time or nesting than allowed
    ├── UnsupportedFormat     no reader for this kind of file
    ├── InvalidTable          a table lacks a column, or a column has the wrong type or values
    ├── InvalidThemeFile      a theme file breaks a rule; names the line
    ├── InvalidSetting        an option, filter or facet that does not exist or makes no sense
    ├── MissingModel          a language model or vector file is not installed
    ├── NotEnoughData         a statistic was asked of too few reports
    ├── WorkspaceNotFound     no workspace at this place
    ├── WorkspaceBusy         another build holds the workspace
    ├── WorkspaceDamaged      a file of the workspace is missing or unreadable
    ├── WorkspaceNotWritten   the disk is full, read-only or refuses; the last good workspace stands
    └── SummaryRefused        a theme summary failed its own check and was not written

A message says what is wrong, where, and the value seen; `remedy` says what to do.
"""


class ThemelineError(Exception):
    """Base of all errors that Themeline raises on purpose.

    Parameters
    ----------
    reason : str
        What is wrong, where, and the value seen, as one sentence.
    remedy : str
        What the reader can do about it, as one sentence; may be empty.
    """

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}".strip()


class UnreadableFile(ThemelineError):
    """A file is damaged, empty, encrypted or not what its name says."""


class LimitExceeded(UnreadableFile):
    """Reading a file would take more memory, time or nesting than allowed."""


class UnsupportedFormat(ThemelineError):
    """There is no reader for this kind of file."""


class InvalidTable(ThemelineError):
    """A table lacks a column, or a column holds the wrong type or values."""


class InvalidThemeFile(ThemelineError):
    """A theme file breaks a rule; the message names the line."""


class InvalidSetting(ThemelineError):
    """An option, filter or facet does not exist or makes no sense."""


class MissingModel(ThemelineError):
    """A language model or a vector file is not installed."""


class NotEnoughData(ThemelineError):
    """A statistic was asked of too few reports."""


class WorkspaceNotFound(ThemelineError):
    """There is no workspace at this place."""


class WorkspaceBusy(ThemelineError):
    """Another build holds the workspace."""


class WorkspaceDamaged(ThemelineError):
    """A file of the workspace is missing or unreadable."""


class WorkspaceNotWritten(ThemelineError):
    """The disk is full, read-only or refuses; the last good workspace stands."""


class SummaryRefused(ThemelineError):
    """A theme summary failed its own check and was not written."""
