// Blocks of Markdown put one under the other, lists with their levels.

/** Blocks are { text, depth, mark }: how many lists they stand in, and what makes them an item of the innermost. */
export const block = (text, depth) => (text ? [{ text, depth }] : []);

/** The lists that are open after this item begins: for each, what it is, its last number and the width of its mark. */
function opened(levels, depth, { ordered, number }) {
  const level = Math.min(levels.length, depth - 1);
  const last = levels[level];
  const count = number ?? (last?.ordered ? last.number : 0) + 1;
  const sign = ordered ? `${count}. ` : "- ";
  return [...levels.slice(0, level), { ordered, number: count, sign }];
}

const width = (levels) => levels.reduce((sum, { sign }) => sum + sign.length, 0);

/** Whether an item follows the lines above without an empty one: the first of a list of numbers would not, but for 1. */
function follows(levels, before) {
  const { ordered, number } = levels.at(-1);
  const last = before[levels.length - 1];
  return before.length > 0 && (last ? last.ordered === ordered : !ordered || number === 1);
}

/** The text of these blocks: items of lists follow each other, each level under the words of the one above. */
export function written(all) {
  let levels = [];
  let text = "";
  for (const { text: words, depth, mark } of all) {
    const before = levels;
    levels = mark ? opened(before.slice(0, depth), depth, mark) : before.slice(0, depth);
    const sign = mark ? levels.at(-1).sign : "";
    const indent = " ".repeat(width(levels));
    const gap = text && (mark && follows(levels, before) ? "\n" : "\n\n");
    text += gap + indent.slice(sign.length) + sign + words.replace(/\n(?=.)/g, `\n${indent}`);
  }
  return text;
}
