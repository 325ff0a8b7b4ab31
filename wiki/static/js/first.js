// Runs before anything is drawn, so that the appearance chosen here does not flash.
try {
  const chosen = localStorage.getItem("appearance");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is refused: the system's preference holds.
}
