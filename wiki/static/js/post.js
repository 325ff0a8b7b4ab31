// A request that writes: JSON there and back, with the token that proves it comes from this page.

/** The answer of the server to `data`; throws when it is not a success. */
export async function post(address, data, signal) {
  const answer = await fetch(address, {
    method: "POST",
    signal,
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
    },
    body: JSON.stringify(data),
  });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}
