// Says who else is editing the same page, asking now and then while the page is looked at.

import { post } from "./post.js";

const EVERY = 30000;

/** Tell in `status` who else edits, as `address` knows it; to ask is to say that one is here. */
export function presence(address, say, status) {
  let before = null;

  const ask = async () => {
    if (document.visibilityState === "hidden") return;
    const { people } = await post(address, {});
    const names = people.join(", ");
    if (names === before) return;
    before = names;
    const sentence = people.length > 1 ? say.sayMany : say.sayOne;
    status.textContent = people.length ? sentence.replace("{names}", names) : "";
  };
  // A missed answer is of no weight: the next one comes soon.
  const askQuietly = () => ask().catch(() => {});
  askQuietly();
  setInterval(askQuietly, EVERY);
}
