// The choice between automatic, light and dark, kept in this browser.

const KEY = "appearance";
const AUTOMATIC = "auto";

function apply(choice) {
  if (choice === AUTOMATIC) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

function keep(choice) {
  try {
    if (choice === AUTOMATIC) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Storage is refused: the choice holds for this page.
  }
}

export default function theme(form) {
  form.elements.appearance.value = document.documentElement.dataset.theme ?? AUTOMATIC;
  form.hidden = false;
  form.addEventListener("change", () => {
    const choice = form.elements.appearance.value;
    apply(choice);
    keep(choice);
  });
}
