// The choice between automatic, light and dark, kept in this browser.

const KEY = "appearance";

function apply(choice) {
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
}

function keep(choice) {
  try {
    if (choice) localStorage.setItem(KEY, choice);
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is refused: the choice holds for this page.
  }
}

export default function theme(form) {
  const current = document.documentElement.dataset.theme ?? "";
  form.elements.appearance.value = current;
  form.hidden = false;
  form.addEventListener("change", () => {
    const choice = form.elements.appearance.value;
    apply(choice);
    keep(choice);
  });
}
