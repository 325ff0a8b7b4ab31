// Enter in a list goes on with the list; Enter on an empty item ends it.

const ITEM = /^(\s*)([-*+]|(\d+)([.)]))( \[[ xX]\])? (.*)$/;

function nextMark([, indent, bullet, number, point, box]) {
  const mark = number ? `${Number(number) + 1}${point}` : bullet;
  return `\n${indent}${mark}${box ? " [ ]" : ""} `;
}

export function lists(area) {
  area.addEventListener("keydown", (event) => {
    const plain = !(event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
    if (event.key !== "Enter" || event.defaultPrevented || !plain || area.selectionStart !== area.selectionEnd) return;
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const item = ITEM.exec(area.value.slice(from, area.selectionStart));
    if (!item) return;
    event.preventDefault();
    if (item[6].trim() === "") {
      area.setSelectionRange(from, area.selectionStart);
      document.execCommand("delete");
    } else {
      document.execCommand("insertText", false, nextMark(item));
    }
  });
}
