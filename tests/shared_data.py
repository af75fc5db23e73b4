"""Where the shared reference material lies beside the repository; None where it is absent."""

from pathlib import Path

_BESIDE = Path(__file__).resolve().parent.parent.parent / "shared"

SHARED: Path | None = _BESIDE if (_BESIDE / "data").is_dir() else None
