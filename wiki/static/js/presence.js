// Says who else is editing the same page, asking now and then while the page is looked at.

const EVERY = 30000;

/** Tell in `status` who edits, as `address` knows it; asking also says that one is here. */
export function presence(address, say, status) {
  let before = null;

  const ask = async () => {
    if (document.visibilityState === "hidden") return;
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { people } = await answer.json();
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
