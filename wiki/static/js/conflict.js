// Where two people changed the same passage, writing one's own words chooses them.

export default function conflict(form) {
  for (const part of form.querySelectorAll("fieldset")) {
    const words = part.querySelector("textarea");
    const of = (name) => part.querySelector(`[data-words="${name}"]`).textContent;
    const texts = { mine: () => of("mine"), theirs: () => of("theirs"), both: () => `${of("mine")}\n${of("theirs")}` };
    let written = false;
    words.addEventListener("input", () => {
      written = true;
      part.querySelector('[value="hand"]').checked = true;
    });
    part.addEventListener("change", (event) => {
      if (!written && texts[event.target.value]) words.value = texts[event.target.value]();
    });
  }
}
