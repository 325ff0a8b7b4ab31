// Suggestions under the search box, and the quick switcher that Ctrl+K (or ⌘K) opens anywhere.

import { combobox } from "./combobox.js";

/** The quick switcher: the function that opens it. */
function switcher(form, parts) {
  const dialog = parts.querySelector("dialog");
  const input = dialog.querySelector("input");
  const status = parts.querySelector("[role=status]").cloneNode();
  document.body.append(dialog);
  dialog.append(status);
  const offer = combobox(input, dialog, form.dataset.source, status, { offers: true });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.defaultPrevented || !input.value.trim()) return;
    location.assign(`${form.action}?q=${encodeURIComponent(input.value.trim())}`);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return () => {
    if (!dialog.open) dialog.showModal();
    input.select();
    offer();
  };
}

export default function quick(form) {
  const parts = form.querySelector("template").content;
  const status = parts.querySelector("[role=status]").cloneNode();
  form.append(status);
  const input = form.querySelector("input");
  combobox(input, input.parentElement, form.dataset.source, status);

  let show;
  const open = () => (show ??= switcher(form, parts.cloneNode(true)))();
  form.addEventListener("wanted", open); // by first.js, which hears the keys
  if (form.dataset.wanted !== undefined) open(); // before this was here
}
