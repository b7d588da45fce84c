"""Draws Vega-Lite specifications: a JSON list of them comes in, a JSON list of SVG texts goes out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import vl_convert

FONTS = Path(__file__).parent / "fonts"


def main() -> None:
    """Read standard input, write standard output. Nothing is fetched: data stands in the specification."""
    vl_convert.register_font_directory(str(FONTS))
    specs = json.load(sys.stdin)
    drawn = [vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]) for spec in specs]
    json.dump(drawn, sys.stdout)


if __name__ == "__main__":
    main()
