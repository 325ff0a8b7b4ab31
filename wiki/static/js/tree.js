// Branches of a tree fold and unfold; what was folded is remembered for each space in this browser.

const CHEVRON = '<svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m9 18 6-6-6-6"/></svg>';

function remembered(key) {
  try {
    return new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    return new Set();
  }
}

function remember(key, folded) {
  try {
    localStorage.setItem(key, JSON.stringify([...folded]));
  } catch {
    // Storage is refused: branches fold for this page only.
  }
}

export default function tree(nav) {
  const key = `folded:${nav.dataset.key}`;
  const folded = remembered(key);

  for (const branch of nav.querySelectorAll("li > ul")) {
    const item = branch.previousElementSibling;
    const link = item.querySelector("a");
    const name = link.getAttribute("href");
    const holdsCurrent = branch.querySelector("[aria-current]") !== null;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tree__toggle";
    button.innerHTML = CHEVRON;
    const show = (open) => {
      branch.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      const label = open ? nav.dataset.close : nav.dataset.open;
      button.setAttribute("aria-label", label.replace("{title}", link.textContent));
    };
    show(holdsCurrent || !folded.has(name));
    button.addEventListener("click", () => {
      show(branch.hidden);
      if (branch.hidden) folded.add(name);
      else folded.delete(name);
      remember(key, folded);
    });
    item.prepend(button);
  }
}
