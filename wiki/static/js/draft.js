// What is being written is kept on the server as a draft, and nobody leaves unsaved words by accident.

import { post } from "./post.js";

const WAIT = 2000;
const AGAIN = 15000;

/** Whether words stand in `form` that the server did not send: typed before this script came, or brought back by the browser. */
function altered(form) {
  return [form.elements.title, form.elements.body].some((field) => field.value !== field.defaultValue);
}

/** Keep the words of `form` at `address`; `tell` receives a sentence and whether it is bad news. */
export function draft(form, address, say, tell) {
  let timer;
  let changed = altered(form);
  let leaving = false;

  const words = () => {
    const { title, body, summary, base_revision: base } = form.elements;
    return { title: title.value, body: body.value, summary: summary?.value ?? "", base_revision: base.value };
  };
  const save = async () => {
    clearTimeout(timer);
    if (!changed || leaving) return;
    changed = false;
    tell(say.saySaving);
    try {
      const { hour } = await post(address, words());
      if (!changed) tell(say.saySaved.replace("{time}", hour));
    } catch {
      changed = true;
      tell(say.sayFailed, true);
      timer = setTimeout(save, AGAIN);
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !leaving) event.preventDefault();
  });
  form.addEventListener("keydown", (event) => {
    const held = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!held || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    save();
  });
  if (changed) timer = setTimeout(save, WAIT);
}
