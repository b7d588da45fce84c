"""Names of style, script and icons: hashed once they were collected, plain before (tests, first start)."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Whitenoise's storage, which asks nobody to collect files before a page can be tested."""

    def stored_name(self, name: str) -> str:
        """The hashed name where there is one, else the name itself."""
        hashed: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return hashed
