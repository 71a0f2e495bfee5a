"""Drawing: an SVG as the PNG that chats show, in a font of our own."""

from __future__ import annotations

from pathlib import Path

FAMILY = "Source Sans 3"

_FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = (_FONTS / f"source-sans-3-{weight}.ttf" for weight in ("regular", "bold"))


def drawn(svg: str, *, zoom: float = 2.0) -> bytes:
    """Return the picture as PNG, `zoom` pixels to a unit of the SVG. No font but ours is looked for, and nothing is fetched."""
    import resvg_py

    fonts = [str(REGULAR), str(BOLD)]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, zoom=zoom, font_files=fonts, font_family=FAMILY, skip_system_fonts=True
        )
    )
