// The preview beside the text: made by the server, so that it shows what will be saved.

import { post } from "./post.js";

const WAIT = 400;

/** What the look of the text depends on. */
function written(area) {
  const { language, parent } = area.form.elements;
  return { body: area.value, language: language?.value, parent: parent?.value };
}

/** Let `button` show in `pane` what `area` will look like, asking `address`. */
export function preview(button, area, pane, address, failure) {
  let timer;
  let asked = new AbortController();
  let shown = null;

  const show = async () => {
    const words = written(area);
    const state = JSON.stringify(words);
    if (pane.hidden || state === shown) return;
    asked.abort();
    asked = new AbortController();
    pane.setAttribute("aria-busy", "true");
    try {
      const { html, language } = await post(address, words, asked.signal);
      pane.lang = language;
      pane.innerHTML = html;
      shown = state;
    } catch (problem) {
      if (problem.name === "AbortError") return;
      pane.textContent = failure;
    }
    pane.removeAttribute("aria-busy");
  };

  button.addEventListener("click", () => {
    pane.hidden = !pane.hidden;
    button.setAttribute("aria-pressed", String(!pane.hidden));
    show();
  });
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  };
  area.addEventListener("input", later);
  area.form.addEventListener("change", later);
  area.addEventListener("scroll", () => {
    const share = area.scrollTop / Math.max(1, area.scrollHeight - area.clientHeight);
    pane.scrollTop = share * (pane.scrollHeight - pane.clientHeight);
  });
}
