// What must be read first takes the focus when the page opens: the summary of what went wrong.

export default function focus(element) {
  element.focus();
}
