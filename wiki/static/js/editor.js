// The editor: a plain text area that gets a toolbar, a preview, a draft kept on the server and a count.

import { draft } from "./draft.js";
import { linking } from "./linking.js";
import { lists } from "./lists.js";
import { paste } from "./paste.js";
import { presence } from "./presence.js";
import { preview } from "./preview.js";
import { toolbar } from "./toolbar.js";

function count(area, output, say) {
  const limit = Number(say.limit); // kB
  const encoder = new TextEncoder();
  const refresh = () => {
    const size = encoder.encode(area.value).length / 1024;
    const over = Math.ceil(size - limit);
    output.classList.toggle("is-wrong", over > 0);
    output.textContent =
      over > 0 ? say.sayFull.replace("{over}", over) : say.saySize.replace("{size}", Math.ceil(size)).replace("{limit}", limit);
  };
  let timer;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 500);
  });
  refresh();
}

export default function editor(element) {
  const say = element.dataset;
  const area = element.querySelector("textarea");
  const bar = element.querySelector(".editor__bar");
  const pane = element.querySelector(".editor__preview");
  const news = element.querySelector("[data-draft-status]");

  bar.hidden = false;
  toolbar(bar.querySelector("[role=toolbar]"), area, say);
  linking(area, say.links, element.querySelector("[data-links-status]"));
  lists(area);
  paste(area, say, (sentence) => (element.querySelector("[data-paste-status]").textContent = sentence));
  count(area, element.querySelector("[data-size]"), say);
  preview(element.querySelector("[data-preview-toggle]"), area, pane, say.preview, say.sayPreviewFailed);
  draft(area.form, say.draft, say, (sentence, wrong = false) => {
    news.textContent = sentence;
    news.classList.toggle("is-wrong", wrong);
  });
  const { title, language } = area.form.elements;
  language?.addEventListener("change", () => (title.lang = area.lang = language.value));
  if (say.presence) presence(say.presence, say, element.querySelector("[data-presence-status]"));
}
