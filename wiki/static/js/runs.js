// What stands in one paragraph of a copied document, as Markdown: words, emphasis, links, ends of lines.

import { styleOf, unseen } from "./copied.js";

const MARKS = { bold: "**", italic: "*", strike: "~~" };
const EMPHASIS = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", CITE: "italic", S: "strike", STRIKE: "strike", DEL: "strike" };
const CODE = "code, tt, kbd, samp";
const ADDRESS = /^(?:https?|mailto|tel):/i;

function emphasisOf(element) {
  const style = styleOf(element);
  const found = EMPHASIS[element.tagName] ? { [EMPHASIS[element.tagName]]: true } : {};
  const weight = style["font-weight"];
  if (weight) found.bold = weight.startsWith("bold") || Number(weight) >= 600;
  if (style["font-style"]) found.italic = style["font-style"] === "italic";
  if (/line-through/.test(style["text-decoration"] ?? style["text-decoration-line"])) found.strike = true;
  return found;
}

function addressOf(link) {
  const typed = (link.getAttribute("href") ?? "").trim();
  if (!ADDRESS.test(typed) || !URL.canParse(typed)) return "";
  const address = new URL(typed).href.replaceAll("(", "%28").replaceAll(")", "%29");
  return address.startsWith(`${location.origin}/`) ? address.slice(location.origin.length) : address;
}

/** An address that is its own words needs no brackets. */
function linkOf(element) {
  const href = addressOf(element);
  const words = element.textContent.trim();
  return href && href.replace(/^(mailto|tel):/i, "").replace(/\/$/, "") === words.replace(/\/$/, "") ? { raw: true } : { href };
}

function styledBy(element, style) {
  if (element.matches(CODE)) return { ...style, code: true };
  return { ...style, ...emphasisOf(element), ...(element.tagName === "A" ? linkOf(element) : {}) };
}

function* runs(nodes, style) {
  for (const node of nodes) {
    if (node.nodeType === Node.TEXT_NODE) yield { ...style, text: node.data.replace(/[ \t\r\n\f]+/g, " ") };
    else if (node.nodeType !== Node.ELEMENT_NODE || unseen(node)) continue;
    else if (node.tagName === "BR") yield { text: "\n" };
    else if (node.matches("input[type=checkbox]")) yield { raw: true, text: node.checked ? "[x] " : "[ ] " };
    else yield* runs(node.childNodes, styledBy(node, style));
  }
}

function alike(one, other) {
  return ["href", "bold", "italic", "strike", "code", "raw"].every((name) => Boolean(one[name]) === Boolean(other[name]) && (name !== "href" || one.href === other.href));
}

/** What both have: between two bold words the space is bold, at the end of the bold words and of a paragraph it is not. */
function between(before, after, { text }) {
  if (!before || !after || text.split("\n").length > 2) return {};
  return Object.fromEntries(Object.entries(before).filter(([name, value]) => name !== "text" && after[name] === value));
}

/** One space where there were several, an end of line, or two: the end of a paragraph. A space alone stays the one
    that it is: French wants some that end no line, Word fills lines with rows of them. */
function space(text) {
  const ends = text.split("\n").length - 1;
  return ends ? "\n".repeat(Math.min(2, ends)) : text.length > 1 ? " " : text;
}

/** The words and the spaces between them, one after the other. */
function pieces(all) {
  const found = [];
  for (const { text, ...style } of all) {
    for (const piece of text.match(/\s+|\S+/g) ?? []) {
      const last = found.at(-1);
      if (piece.trim() || !last || last.text.trim()) found.push({ ...style, text: piece });
      else last.text += piece;
    }
  }
  return found.map((piece, at) => (piece.text.trim() ? piece : { ...between(found[at - 1], found[at + 1], piece), text: space(piece.text) }));
}

function merged(all) {
  const found = [];
  for (const piece of all) {
    if (found.length && alike(found.at(-1), piece)) found.at(-1).text += piece.text;
    else found.push({ ...piece });
  }
  return found;
}

/** `text` so that Markdown shows it as it is. */
export function escaped(text) {
  return text
    .replace(/[\\`]|\*(?=\S)|(?<=\S)\*|~/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/\[(?=[[^]|[^\]]*\][({[:])/g, "\\[")
    .replace(/&(?=#?\w+;)/g, "\\&");
}

function codeSpan(text) {
  const fence = "`".repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((found) => found.length)) + 1);
  return text.includes("`") ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

function words({ text, code, raw, href }) {
  if (raw) return text;
  if (code) return codeSpan(text);
  return href ? escaped(text).replace(/(?<!\\)[[\]]/g, "\\$&") : escaped(text);
}

const opening = (mark) => MARKS[mark] ?? "[";
const closing = (mark) => MARKS[mark] ?? `](${mark})`;

/** What is to be around this run: the names of its emphasis, and the address to which it leads. */
function wanted({ href, ...run }, plain) {
  const marks = plain ? [] : Object.keys(MARKS).filter((name) => run[name]);
  return href ? [href, ...marks] : marks;
}

/** In how many of the first of these lists `mark` stands. */
function reach(lists, mark) {
  const end = lists.findIndex((marks) => !marks.includes(mark));
  return end < 0 ? lists.length : end;
}

/** The runs with their marks around them: what goes on longer opens first, so that nothing closes across another. */
function marked(all, plain) {
  const marks = [...all.map((run) => wanted(run, plain)), []];
  const open = [];
  let written = "";
  marks.forEach((next, at) => {
    const over = open.findIndex((mark) => !next.includes(mark));
    while (over >= 0 && open.length > over) written += closing(open.pop());
    const ahead = marks.slice(at);
    const fresh = next.filter((mark) => !open.includes(mark)).sort((one, other) => reach(ahead, other) - reach(ahead, one));
    for (const mark of fresh) written += opening(mark);
    open.push(...fresh);
    written += at < all.length ? words(all[at]) : "";
  });
  return written;
}

/** The Markdown of these nodes, which hold no block: lines, with an empty one between paragraphs. `plain` leaves out
    emphasis. */
export function inline(nodes, plain) {
  return marked(merged(pieces([...runs(nodes, {})])), plain).trim();
}
