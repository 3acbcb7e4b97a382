"use strict";

const find = document.getElementById("find");
const key = document.getElementById("key");

function filter() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of document.querySelectorAll("[data-find]")) {
    item.hidden = !words.every((word) => item.dataset.find.includes(word));
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-find]:not([hidden])");
  }
}

function request(form) {
  const query = new URLSearchParams();
  const headers = {};
  let path = form.dataset.path;
  for (const field of form.querySelectorAll("[data-place]")) {
    const value = field.value;
    if (field.dataset.place === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(value));
    else if (value && field.dataset.place === "query") query.append(field.name, value);
    else if (value && field.dataset.place === "header") headers[field.name] = value;
  }
  const options = { method: form.dataset.method, headers };
  if (key.value) headers.authorization = `Bearer ${key.value}`;
  if (form.body) {
    headers["content-type"] = "application/json";
    options.body = form.body.value;
  }
  return [query.size ? `${path}?${query}` : path, options];
}

function readable(text, type) {
  if (!type.includes("json")) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function show(response, began, output) {
  const type = response.headers.get("content-type") || "";
  const status = document.createElement("span");
  status.className = response.ok ? "ok" : "bad";
  const body = document.createElement("span");
  output.replaceChildren(status, document.createTextNode(` ${type}\n\n`), body);
  const say = () => {
    status.textContent = `${response.status} · ${Math.round(performance.now() - began)} ms`;
  };
  say();
  if (/^(image|video|audio)\//.test(type)) {
    body.textContent = `${(await response.blob()).size} bytes`;
    return say();
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) body.textContent += part.value;
  body.textContent = readable(body.textContent, type);
  return say();
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const [output, button] = [form.querySelector("output"), form.querySelector("button")];
  button.disabled = true;
  try {
    const began = performance.now();
    await show(await fetch(...request(form)), began, output);
  } catch (error) {
    output.textContent = `No answer: ${error.message}`;
  } finally {
    button.disabled = false;
  }
});

find.addEventListener("input", filter);
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing) {
    event.preventDefault();
    find.focus();
  } else if (event.key === "Escape" && document.activeElement === find) {
    find.value = "";
    filter();
  }
});
