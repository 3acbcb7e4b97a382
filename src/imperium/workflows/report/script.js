// Copying and saving; without this the page still reads in full.
const say = (text) => { document.getElementById("said").textContent = text; };

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.innerText.trim());
    return true;
  } catch {
    select(element); // no clipboard on this address: select it, and try the old way
    return document.execCommand("copy");
  }
}

function save(figure, name) {
  const link = document.createElement("a");
  link.href = figure.querySelector("img, video").src;
  link.download = name;
  link.click();
}

function confirm(button, text) {
  const label = button.textContent;
  button.textContent = text;
  say(text);
  setTimeout(() => { button.textContent = label; }, 1600);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(document.getElementById(button.dataset.copy));
    confirm(button, done ? "Copied" : "Selected");
  });
}

for (const button of document.querySelectorAll("[data-save]")) {
  const figure = button.closest("figure");
  button.hidden = !figure.querySelector("img, video");
  button.addEventListener("click", () => save(figure, button.dataset.save));
}
