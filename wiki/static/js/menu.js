// A <details> menu closes with Escape, when focus leaves it, and when one clicks elsewhere.

export default function menu(details) {
  const close = () => details.removeAttribute("open");

  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    close();
    details.querySelector("summary").focus();
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) close();
  });
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) close();
  });
}
