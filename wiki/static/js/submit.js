// A form of filters shows its result as soon as something is chosen.

export default function submit(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
