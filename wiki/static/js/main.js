// Every script enhances an element that works without it: data-enhance="tree" gets ./tree.js.

function enhance(element) {
  for (const name of element.dataset.enhance.split(" ")) {
    import(`./${name}.js`)
      .then((module) => module.default(element))
      .catch((problem) => console.error(`The page goes on without ${name}.`, problem));
  }
}

document.querySelectorAll("[data-enhance]").forEach(enhance);

// On a slow line, a button that was pressed says that it was; one that a browser brings back is as it was before.
addEventListener("submit", (event) => {
  if (!event.defaultPrevented) event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("button[aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
});
