"""The browser, on a page of this machine; where none is installed, that it says so."""

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image

from imperium.intelligences.web_app_builder.browser import PROGRAMS, SCREEN, tab
from imperium.intelligences.web_app_builder.journey import EYES
from imperium.platform.errors import FatalError, NotFound

PAGE = """<!doctype html><body><script>
document.body.innerHTML = '<h1>Page</h1><label>Colour <select><option value=r>Red<option value=b>Blue</select></label>'
  + '<label for=n>Name</label><input id=n><button>Save</button><p></p>';
document.querySelector('button').onclick = () => {
  document.querySelector('p').textContent = document.querySelector('select').value + document.getElementById('n').value;
};
</script></body>"""


@pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="no browser is installed")
async def test_a_page_is_used_as_a_person_would(tmp_path: Path):
    (tmp_path / "page.html").write_text(PAGE)
    async with tab() as page:
        await page.on_every_page(EYES)
        await page.open((tmp_path / "page.html").as_uri())
        await page.until("document.querySelector('h1') && eyes.text(document.querySelector('h1')) === 'Page'")
        assert await page.ask("eyes.fill('Colour', 'blue') && eyes.fill('Name', 'Ada') && eyes.click('button', 'Save')")
        assert await page.ask("eyes.text(document.querySelector('p'))") == "bAda"
        assert await page.ask("eyes.fill('Size', '1')") is False
        assert Image.open(io.BytesIO(await page.picture())).size == (SCREEN["width"], SCREEN["height"])
        with pytest.raises(FatalError, match="could not tell"):
            await page.ask("nothing.at.all")


async def test_without_a_browser_it_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NotFound, match="No browser was found") as refused:
        async with tab():
            pass
    assert "Install Chromium" in str(refused.value.remedy)
