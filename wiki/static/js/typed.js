// Words put in a text as if they had been typed, so that Ctrl+Z takes them back.

// Browsers lay out a text anew for each line that is typed into it: a document of some thousand lines would take a minute.
const LONG = 10000; // characters

/** Put `text` in the place of what stands in `area` from `from` to `to`, and the caret behind it. */
export function typed(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  // Of the two ways, only the first (kept by browsers for this) leaves Ctrl+Z working.
  if (text.length < LONG && document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
