"""Uploads in the browser: files stay in memory, and a request that is too large is read out and refused."""

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

FORM_BYTES = 64 * 1024  # what a form sends around its files
_MOST_DRAINED = 512 * 1024 * 1024


class InMemory(MemoryFileUploadHandler):
    """Keeps files in memory, whatever their size: they must not lie open in a temporary folder."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        """The whole request was found to be small enough before."""
        self.activated = True


def sent_bytes(request: HttpRequest) -> int:
    """How large the request says that it is."""
    said = str(request.META.get("CONTENT_LENGTH") or "")
    return int(said) if said.isascii() and said.isdigit() else 0


def drain(request: HttpRequest) -> None:
    """Read the body to its end, so that the browser listens to the answer."""
    left = _MOST_DRAINED
    while left > 0 and (piece := request.read(1024 * 1024)):
        left -= len(piece)
