// A favourite is marked and taken back where it stands; without this script the same button sends a form.

import { post } from "./post.js";

export default function favourite(button) {
  let sending = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    try {
      const { favourite: kept } = await post(button.formAction, { keep: button.value });
      button.setAttribute("aria-pressed", String(kept));
      button.value = kept ? "" : "1";
    } catch {
      button.form.requestSubmit(button);
    } finally {
      sending = false;
    }
  });
}
