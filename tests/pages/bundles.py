"""Small scripts of tests, bundled as the pages' own are, for a real browser."""

import subprocess
from pathlib import Path

from tests.conftest import missing
from tests.lines import REPOSITORY

ESBUILD = REPOSITORY / "node_modules" / ".bin" / "esbuild"
ENTRIES = Path(__file__).parent / "entries"


def bundle(entry: str) -> str:
    """Return `entries/ENTRY.ts` as one script for the oldest browsers that we serve."""
    if not ESBUILD.exists():
        missing("esbuild")
    words = (ESBUILD, ENTRIES / f"{entry}.ts", "--bundle", "--format=iife", "--target=es2020", "--log-level=error")
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout
