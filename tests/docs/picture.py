"""The picture in the README: the job summary of a run that fails, as GitHub shows it. `make picture` draws it anew.

cmark-gfm is GitHub's own parser; the style is a small likeness of GitHub's. Chromium gets no network.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import cmarkgfm

from tests.docs.failing_run import failing_run

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "summary.png"
WIDTH_PIXELS = 940
STYLE = """
body { margin: 0; padding: 20px; background: #fff; color: #1f2328;
       font: 14px/1.5 "Liberation Sans", "Noto Color Emoji", sans-serif }
#summary { border: 1px solid #d1d9e0; border-radius: 6px; padding: 4px 20px 12px }
h2, h3 { border-bottom: 1px solid #d1d9e0b3; padding-bottom: .3em; line-height: 1.25; margin: 20px 0 14px }
h2 { font-size: 1.45em } h3 { font-size: 1.2em }
code { background: #818b981f; border-radius: 6px; padding: .2em .4em;
       font: 85% "DejaVu Sans Mono", monospace; overflow-wrap: anywhere }
h3 code { font-size: 90% }
table { border-collapse: collapse; margin: 0 0 14px; width: max-content; max-width: 100% }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; vertical-align: top }
tbody tr:nth-child(even) { background: #f6f8fa }
ul { padding-left: 2em } li { margin: 4px 0 } details { margin: 0 0 14px }
"""
CHROMIUM = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--force-device-scale-factor=1.25",
)


def page(markdown: str) -> str:
    """Give the HTML page that shows a summary, and whose title becomes its height in pixels."""
    body = cmarkgfm.github_flavored_markdown_to_html(markdown, options=cmarkgfm.Options.CMARK_OPT_UNSAFE)
    height = "document.title = 'height=' + document.documentElement.offsetHeight"
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title></title><style>{STYLE}</style></head>'
        f'<body><div id="summary">{body}</div><script>{height}</script></body></html>'
    )


def draw(markdown: str, picture: Path) -> None:
    """Write the picture of a summary as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder, "page.html")
        html.write_text(page(markdown))
        shown = _chromium(folder, "--window-size", 100, "--dump-dom", html)
        height = re.search(r"<title>height=(\d+)", shown)
        if height is None:
            sys.exit("chromium did not say how high the page is")
        _chromium(folder, "--window-size", int(height[1]), f"--screenshot={picture}", html)


def _chromium(folder: str, size: str, height: int, act: str, html: Path) -> str:
    programs = [shutil.which(name) or name for name in ("unshare", "chromium")]
    command = [programs[0], "--map-root-user", "--net", programs[1], *CHROMIUM, f"--user-data-dir={folder}/profile"]
    command += [f"{size}={WIDTH_PIXELS},{height}", act, html.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch, redirect_stdout(StringIO()):
        draw(failing_run(Path(scratch)).summary, PICTURE)
