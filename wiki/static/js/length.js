// A line that has a longest length says how much of it is taken, when that is near. Nothing is cut.

const NEAR = 0.8; // of the limit

/** The characters that would be kept: as the server counts them. */
function lengthOf(text) {
  return [...text.normalize("NFC").trim().replace(/\s+/g, " ")].length;
}

export default function length(input) {
  const { limit, sayLength, sayOver } = input.dataset;
  const output = document.createElement("p");
  output.className = "field__count";
  output.setAttribute("role", "status");
  input.after(output);

  const refresh = () => {
    const found = lengthOf(input.value);
    const say = found > limit ? sayOver : found > NEAR * limit ? sayLength : "";
    output.textContent = say.replace("{length}", found).replace("{limit}", limit).replace("{over}", found - limit);
    output.classList.toggle("is-wrong", found > limit);
  };
  input.addEventListener("input", refresh);
  refresh();
}
