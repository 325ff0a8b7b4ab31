// The preview beside the text: made by the server, so that it shows what will be saved.

import { post } from "./post.js";

const WAIT = 400;

/** Let `button` show in `pane` what `area` will look like, asking `address`. */
export function preview(button, area, pane, address, failure) {
  let timer;
  let asked = new AbortController();
  let shown = null;

  const show = async () => {
    const body = area.value;
    if (pane.hidden || body === shown) return;
    asked.abort();
    asked = new AbortController();
    pane.setAttribute("aria-busy", "true");
    try {
      const { html } = await post(address, { body }, asked.signal);
      pane.innerHTML = html;
      shown = body;
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
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });
  area.addEventListener("scroll", () => {
    const share = area.scrollTop / Math.max(1, area.scrollHeight - area.clientHeight);
    pane.scrollTop = share * (pane.scrollHeight - pane.clientHeight);
  });
}
