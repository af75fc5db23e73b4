"""Writing text into XML so that it can always be read back."""

from re import compile as compile_pattern

_ILLEGAL = compile_pattern("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def escaped(text: str) -> str:
    """``text`` as XML content; a character that XML cannot hold becomes U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text).translate(_ESCAPES)
