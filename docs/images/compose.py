"""Makes `campaign.webp` from a folder that `imperium run` delivered: python docs/images/compose.py FOLDER [SECTION]

Two sheets of the delivered page, photographed by headless Chromium.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 1600, 1180
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PAGE = """<!doctype html><style>
body { margin: 0; width: 1600px; height: 1180px; overflow: hidden;
       background: linear-gradient(150deg, #e9e2d6, #cdd6cb); }
div { position: absolute; overflow: hidden; border-radius: 14px; background: #fafaf7;
      box-shadow: 0 1px 2px #0003, 0 18px 48px #3a3a2a38; }
iframe { border: 0; width: 1180px; height: 2600px; transform-origin: 0 0; }
.front { left: 64px; top: 64px; width: 850px; height: 1180px; }
.front iframe { transform: scale(.72); }
.back { left: 954px; top: 128px; width: 582px; height: 1180px; }
.back iframe { transform: scale(.53) translate(-41px, 30px); height: 2000px; }
</style><div class=back><iframe src="%s"></iframe></div><div class=front><iframe src="%s"></iframe></div>"""


def compose(folder: Path, section: str, target: Path) -> None:
    """`section` is the id of the part of the page with which the second sheet begins."""
    index = (folder / "index.html").resolve().as_uri()
    with tempfile.TemporaryDirectory() as name:
        page, shot = Path(name, "page.html"), Path(name, "shot.png")
        page.write_text(PAGE % (f"{index}#{section}", index), "utf-8")
        command = ["chromium", *FLAGS, f"--window-size={WIDTH},{HEIGHT}", "--virtual-time-budget=4000"]
        subprocess.run([*command, f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)  # noqa: S603
        Image.open(shot).convert("RGB").save(target, quality=86, method=6)


if __name__ == "__main__":
    compose(
        Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "work-2", Path(__file__).with_name("campaign.webp")
    )
