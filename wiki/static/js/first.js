// Runs before anything is drawn, so that the appearance chosen here does not flash and no key is lost.
try {
  const chosen = localStorage.getItem("appearance");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is refused: the system's preference holds.
}

// Ctrl+K or ⌘K: the quick switcher (quick.js), which may still be on its way, opens as soon as it is there.
addEventListener("keydown", (event) => {
  const held = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !event.getModifierState("AltGraph");
  if (!held || event.key.toLowerCase() !== "k" || event.defaultPrevented) return;
  const form = document.querySelector('[data-enhance~="quick"]');
  if (!form) return;
  event.preventDefault();
  form.dataset.wanted = "";
  form.dispatchEvent(new Event("wanted"));
});
