"""Static files with their content's hash in the name, so that browsers may keep them for good."""

from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class PortalStaticStorage(ManifestStaticFilesStorage):
    """Django's manifest storage that does not follow ``sourceMappingURL``: the maps are not shipped."""

    patterns: Any = tuple(
        (extension, tuple(p for p in rules if "sourceMappingURL" not in str(p)))
        for extension, rules in ManifestStaticFilesStorage.patterns
    )
