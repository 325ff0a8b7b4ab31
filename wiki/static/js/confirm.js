// A form that takes something away asks first, in a dialog of the browser's own kind.

function button(label, value, tone) {
  const element = document.createElement("button");
  element.className = `button ${tone}`;
  element.value = value;
  element.textContent = label;
  return element;
}

function ask({ question, yes, no }) {
  const dialog = document.createElement("dialog");
  const form = document.createElement("form");
  const words = document.createElement("p");
  const actions = document.createElement("div");
  form.method = "dialog";
  words.id = "confirm-question";
  words.textContent = question;
  dialog.setAttribute("aria-labelledby", words.id);
  actions.className = "row";
  actions.append(button(yes, "yes", "button--primary"), button(no, "no", ""));
  form.append(words, actions);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

export default function confirm(form) {
  let agreed = false;
  form.addEventListener("submit", async (event) => {
    if (agreed) return;
    event.preventDefault();
    const { submitter } = event;
    agreed = await ask(form.dataset);
    if (agreed) form.requestSubmit(submitter);
    else submitter?.focus();
  });
}
