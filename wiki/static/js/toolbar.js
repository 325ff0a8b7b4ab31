// The buttons of the editor: each puts Markdown around or before what is selected, and can be undone.

import { typed } from "./typed.js";

const TABLE = (heading) => `\n| ${heading} | ${heading} |\n| --- | --- |\n|  |  |\n`;

function put(area, from, to, text, selection) {
  typed(area, from, to, text);
  area.setSelectionRange(from + selection[0], from + selection[1]);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(area, before, after, placeholder) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const words = value.slice(from, to);
  const wrapped = value.slice(from - before.length, from) === before && value.slice(to, to + after.length) === after;
  if (wrapped) return put(area, from - before.length, to + after.length, words, [0, words.length]);
  const inside = words || placeholder;
  return put(area, from, to, before + inside + after, [before.length, before.length + inside.length]);
}

function eachLine(area, change) {
  const { selectionStart, selectionEnd, value } = area;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", selectionEnd);
  const to = end < 0 ? value.length : end;
  const text = change(value.slice(from, to).split("\n")).join("\n");
  put(area, from, to, text, selectionStart === selectionEnd ? [text.length, text.length] : [0, text.length]);
}

function prefix(area, mark, pattern) {
  eachLine(area, (lines) => {
    const marked = lines.every((line) => pattern.test(line));
    return lines.map((line, index) => (marked ? line.replace(pattern, "") : mark(index) + line.replace(/^(\s*)([-*+] (\[.\] )?|\d+[.)] )/, "$1")));
  });
}

function heading(area) {
  eachLine(area, ([first, ...rest]) => {
    const level = /^(#*)\s*/.exec(first);
    const next = { 0: "## ", 2: "### ", 3: "" }[level[1].length] ?? "## ";
    return [next + first.slice(level[0].length), ...rest];
  });
}

function link(area, words) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const label = value.slice(from, to) || words;
  const start = label.length + 3;
  put(area, from, to, `[${label}](https://)`, [start, start + 8]);
}

function code(area, words) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const text = value.slice(from, to);
  if (text.includes("\n")) put(area, from, to, `\`\`\`\n${text}\n\`\`\``, [4, 4 + text.length]);
  else wrap(area, "`", "`", words);
}

const TOOLS = {
  heading,
  bold: (area, say) => wrap(area, "**", "**", say.textBold),
  italic: (area, say) => wrap(area, "*", "*", say.textItalic),
  page: (area, say) => wrap(area, "[[", "]]", say.textPage),
  link: (area, say) => link(area, say.textLink),
  list: (area) => prefix(area, () => "- ", /^\s*[-*+] (?!\[)/),
  numbered: (area) => prefix(area, (index) => `${index + 1}. `, /^\s*\d+[.)] /),
  tasks: (area) => prefix(area, () => "- [ ] ", /^\s*[-*+] \[.\] /),
  quote: (area) => prefix(area, () => "> ", /^> ?/),
  code: (area, say) => code(area, say.textCode),
  table: (area, say) => put(area, area.selectionEnd, area.selectionEnd, TABLE(say.textTable), [3, 3 + say.textTable.length]),
  note: (area) => eachLine(area, (lines) => ["> [!NOTE]", ...lines.map((line) => `> ${line}`)]),
};

/** Arrows go from button to button, so that Tab passes the toolbar in one step. */
function rove(bar, buttons) {
  const stop = (button) => buttons.forEach((other) => (other.tabIndex = other === button ? 0 : -1));
  stop(buttons[0]);
  bar.addEventListener("focusin", (event) => stop(event.target.closest("button")));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length].focus();
  });
}

/** Make the buttons of `bar` and their keys work on `area`; `say` holds the words that they put in. */
export function toolbar(bar, area, say) {
  const buttons = [...bar.querySelectorAll("[data-tool]")];
  rove(bar, buttons);
  for (const button of buttons) {
    button.addEventListener("click", () => TOOLS[button.dataset.tool](area, say));
  }
  area.addEventListener("keydown", (event) => {
    // AltGr arrives as Ctrl+Alt: on a Canadian keyboard it types brackets, braces and accents.
    const held = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !event.getModifierState("AltGraph");
    const button = held && buttons.find((one) => one.dataset.key === event.key.toLowerCase());
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
