// After [[ in a text, the titles of pages to link to.

import { combobox } from "./combobox.js";
import { typed } from "./typed.js";

const BEGUN = /\[\[([^[\]|#\n]{0,100})$/;

/** The link that is being written: where it begins, and what stands of its title before the caret; or nothing. */
function begun(area) {
  const { selectionStart, selectionEnd, value } = area;
  const match = selectionStart === selectionEnd && BEGUN.exec(value.slice(0, selectionStart));
  return match ? { from: match.index, title: match[1].trim() } : undefined;
}

/** Put the link in the place of what was begun; words that stand behind a bar stay the words of the link. */
function complete(area, link) {
  const { from } = begun(area);
  const to = area.selectionEnd;
  const after = area.value.slice(to);
  if (after.startsWith("|")) typed(area, from, to, link.slice(0, -2));
  else typed(area, from, to + (after.startsWith("]]") ? 2 : 0), link);
}

/** How far the caret is from the top of the area, in pixels: measured on a copy of it. */
function caretTop(area) {
  const copy = document.createElement("div");
  const style = getComputedStyle(area);
  for (const name of ["font", "lineHeight", "padding", "tabSize", "letterSpacing", "wordSpacing"]) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", inlineSize: `${area.clientWidth}px` });
  const caret = document.createElement("span");
  caret.textContent = "[";
  copy.append(area.value.slice(0, area.selectionEnd), caret);
  area.after(copy);
  const top = caret.offsetTop + caret.offsetHeight - area.scrollTop;
  copy.remove();
  return Math.min(Math.max(top, 0), area.clientHeight);
}

/** Give `area` suggestions from `source` while a link is written in it; `status` says how many there are. */
export function linking(area, source, status) {
  const words = () => begun(area)?.title ?? null;
  const ask = combobox(area, area.parentElement, source, status, {
    offers: true,
    eager: true,
    words,
    choose: ({ link }) => complete(area, link),
    shown(list) {
      list.style.insetBlockStart = `${area.offsetTop + caretTop(area) + 4}px`;
      list.scrollIntoView({ block: "nearest" });
    },
  });
  // The caret may leave the link without a letter being typed.
  document.addEventListener("selectionchange", () => {
    if (area.hasAttribute("aria-activedescendant") && words() === null) ask();
  });
}
