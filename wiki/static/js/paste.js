// What is pasted from Word, LibreOffice, a mail or a page of the web keeps its headings, lists, tables and links.

import { typed } from "./typed.js";

const FENCE = /^ {0,3}(?:```|~~~)/gm;
const ADDRESS = /^[a-z]+:\S+$/i;

/** The text as it must be where it goes: what is more than words of a line stands between empty lines. */
function placed(area, { text, alone }) {
  if (alone) return text;
  const before = area.value.slice(0, area.selectionStart);
  const after = area.value.slice(area.selectionEnd);
  const above = /^$|\n\n$/.test(before) ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = after === "" || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  return above + text + below;
}

function inCode(area) {
  return (area.value.slice(0, area.selectionStart).match(FENCE) ?? []).length % 2 === 1;
}

let markdown; // of HTML, once its script has come
let coming;

/** Have the script come that reads HTML: when somebody begins to write, and not with the page. */
function fetched() {
  coming ??= import("./markdown.js").then(
    (script) => (markdown = script.markdown),
    () => (coming = undefined), // the network is away: the words alone are pasted
  );
  return coming;
}

/** Have what is pasted in `area` become Markdown; `tell` receives a sentence about it. */
export function paste(area, say, tell) {
  let plain = false;
  // Ctrl+Shift+V pastes the words alone; not every browser takes the rest off the clipboard then.
  area.addEventListener("keydown", (event) => {
    plain = event.shiftKey;
  });
  area.addEventListener("focus", fetched);
  area.addEventListener("paste", (event) => {
    const html = plain || inCode(area) ? "" : event.clipboardData.getData("text/html");
    const words = event.clipboardData.getData("text/plain");
    if (!html || ADDRESS.test(words.trim())) return;
    event.preventDefault();
    const put = () => {
      const found = markdown?.(html);
      typed(area, area.selectionStart, area.selectionEnd, found ? placed(area, found) : words);
      if (found) tell([say.sayPasted, found.pictures ? say.sayNoPictures : ""].join(" ").trim());
    };
    if (markdown) put();
    else fetched().then(put);
  });
}
