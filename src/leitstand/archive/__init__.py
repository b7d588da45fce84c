"""The only batch files: posts in columns as Parquet, a folder for each day they were heard on."""

from leitstand.archive.days import Archive
from leitstand.archive.rows import ARCHIVED, of

__all__ = ["ARCHIVED", "Archive", "of"]
