// Suggestions under a text field, in the pattern that screen readers know (WAI-ARIA combobox with a list).

const WAIT = 150;

function option(id, suggestion) {
  const element = document.createElement("div");
  const place = document.createElement("small");
  element.id = id;
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", "false");
  element.dataset.url = suggestion.url;
  if (suggestion.link) element.dataset.link = suggestion.link;
  const title = document.createElement("span");
  title.textContent = suggestion.title;
  title.lang = suggestion.language;
  element.append(title, " ");
  place.textContent = suggestion.space;
  element.append(place);
  return element;
}

/** The options, under the name of their group where they have one. */
function grouped(id, suggestions) {
  const groups = new Map();
  suggestions.forEach((suggestion, index) => {
    const name = suggestion.group ?? "";
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(option(`${id}-${index}`, suggestion));
  });
  return [...groups].flatMap(([name, options], index) => (name ? [group(`${id}-group-${index}`, name, options)] : options));
}

function group(id, name, options) {
  const element = document.createElement("div");
  const label = document.createElement("div");
  element.setAttribute("role", "group");
  element.setAttribute("aria-labelledby", id);
  label.id = id;
  label.className = "suggestions__group";
  label.setAttribute("role", "presentation");
  label.textContent = name;
  element.append(label, ...options);
  return element;
}

function announcement({ one, many, none }, count) {
  if (count === 0) return none;
  return count === 1 ? one : many.replace("{count}", count);
}

const whole = (input) => input.value.trim();
const go = ({ url }) => location.assign(url);

/** Give `input` suggestions from the address `source`, in `box`; `status` is the element that says how many. With
    `offers`, there are some before anything is typed. `words` reads what is looked for (null: nothing is), `choose`
    receives the data of the one that was chosen; with `eager`, the first one is, until another is. `shown` is told of
    the list. The function that comes back asks for the suggestions of the present words. */
export function combobox(input, box, source, status, { offers = false, eager = false, words = whole, choose = go, shown = () => {} } = {}) {
  const list = document.createElement("div");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", status.dataset.label);
  box.append(list);
  const address = new URL(source, location);
  // A text of several lines stays a text box, which neither opens nor closes.
  const single = input.tagName === "INPUT";
  const pattern = { "aria-autocomplete": "list", "aria-controls": list.id, ...(single ? { role: "combobox", "aria-expanded": "false" } : {}) };
  for (const [name, value] of Object.entries(pattern)) input.setAttribute(name, value);
  let timer;
  let asked = new AbortController();

  const options = () => [...list.querySelectorAll("[role=option]")];
  const current = () => list.querySelector('[aria-selected="true"]');
  const show = (open) => {
    list.hidden = !open;
    if (single) input.setAttribute("aria-expanded", String(open));
    if (open) shown(list);
    else input.removeAttribute("aria-activedescendant");
  };
  const select = (element) => {
    current()?.setAttribute("aria-selected", "false");
    if (!element) return input.removeAttribute("aria-activedescendant");
    element.setAttribute("aria-selected", "true");
    element.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", element.id);
  };
  const step = (by) => {
    const all = options();
    const at = all.indexOf(current());
    const next = at + by;
    select(at < 0 && by < 0 ? all.at(-1) : next < 0 || next >= all.length ? null : all[next]);
  };
  const fill = (suggestions) => {
    list.replaceChildren(...grouped(list.id, suggestions));
    show(suggestions.length > 0);
    if (eager) select(options()[0]);
    status.textContent = suggestions.length || words(input) ? announcement(status.dataset, suggestions.length) : "";
  };
  const ask = async (typed) => {
    asked.abort();
    asked = new AbortController();
    try {
      address.searchParams.set("q", typed);
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok) fill((await answer.json()).suggestions);
    } catch (problem) {
      // A newer question took this one's place, or the network is away: typing and Enter still search.
      if (problem.name !== "AbortError") show(false);
    }
  };

  const answer = () => {
    const typed = words(input);
    if (typed?.length > 1 || (offers && typed === "")) return ask(typed);
    asked.abort();
    show(false);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(answer, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (open && event.key === "Enter" && current()) {
      event.preventDefault();
      choose(current().dataset);
    } else if (open && event.key === "Escape" && input.value) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    }
  });
  input.addEventListener("blur", () => show(false));
  // The field must keep its focus until the click has been understood.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) choose(chosen.dataset);
  });
  return answer;
}
