// Every script enhances an element that works without it: data-enhance="tree" gets ./tree.js.

function enhance(element) {
  for (const name of element.dataset.enhance.split(" ")) {
    import(`./${name}.js`)
      .then((module) => module.default(element))
      .catch((problem) => console.error(`The page goes on without ${name}.`, problem));
  }
}

document.querySelectorAll("[data-enhance]").forEach(enhance);
