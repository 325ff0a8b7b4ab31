// In the history, the older revision that is chosen is always older than the newer one.

function chosen(form, name) {
  return Number(form.elements[name].value);
}

export default function compare(form) {
  const radios = (name) => [...form.elements].filter((element) => element.name === name);
  const refresh = () => {
    const from = chosen(form, "from");
    const to = chosen(form, "to");
    for (const radio of radios("from")) radio.disabled = Number(radio.value) >= to;
    for (const radio of radios("to")) radio.disabled = Number(radio.value) <= from;
  };
  if (radios("from").length < 2) return;
  document.addEventListener("change", (event) => {
    if (event.target.form === form) refresh();
  });
  refresh();
}
