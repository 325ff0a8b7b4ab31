// Words put in a text as if they had been typed, so that Ctrl+Z takes them back.

/** Put `text` in the place of what stands in `area` from `from` to `to`, and the caret behind it. */
export function typed(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  // Of the two ways, only the first (kept by browsers for this) leaves Ctrl+Z working.
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
}
