// What is pasted from Word, LibreOffice, a mail or a page of the web keeps its headings, lists, tables and links.

import { markdown } from "./markdown.js";
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

/** Have what is pasted in `area` become Markdown; `tell` receives a sentence about it. */
export function paste(area, say, tell) {
  let plain = false;
  // Ctrl+Shift+V pastes the words alone; not every browser takes the rest off the clipboard then.
  area.addEventListener("keydown", (event) => {
    plain = event.shiftKey;
  });
  area.addEventListener("paste", (event) => {
    const html = plain || inCode(area) ? "" : event.clipboardData.getData("text/html");
    if (!html || ADDRESS.test(event.clipboardData.getData("text/plain").trim())) return;
    const found = markdown(html);
    if (!found) return;
    event.preventDefault();
    typed(area, area.selectionStart, area.selectionEnd, placed(area, found));
    tell([say.sayPasted, found.pictures ? say.sayNoPictures : ""].join(" ").trim());
  });
}
