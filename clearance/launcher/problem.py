"""The one way in which the launcher gives up: a sentence that says what is wrong and what to do."""


class Problem(Exception):
    """Shown as one clear sentence; the process ends with exit code 1."""
