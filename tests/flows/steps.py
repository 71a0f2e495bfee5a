"""How one comes to each question of an idea."""

from __future__ import annotations

TO_THE_PREVIEW = """
> {:idea}
> Een zebrapad aan de school
[skip]
[urbanism]
[city]
[skip]
? idea preview
"""

STEPS = {
    "title": "> {:idea}",
    "description": "> {:idea}\n> Zebrapad",
    "topic": "> {:idea}\n> Zebrapad\n[skip]",
    "where": "> {:idea}\n> Zebrapad\n[skip]\n[work]",
    "where-meant": "> {:idea}\n> Zebrapad\n[skip]\n[work]\n> molenbeck",
    "where-list": "> {:idea}\n> Zebrapad\n[skip]\n[work]\n[list]",
    "photo": "> {:idea}\n> Zebrapad\n[skip]\n[work]\n[city]",
    "preview": "> {:idea}\n> Zebrapad\n[skip]\n[work]\n[city]\n[skip]",
}
"""By the name of the question."""
