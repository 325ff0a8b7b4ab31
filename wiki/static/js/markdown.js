// From a copied document to Markdown. Only text comes out: nothing of the document itself enters the page.

import { block, written } from "./blocks.js";
import { HEADINGS, parsed, styleOf, unseen } from "./copied.js";
import { grid, isLayout } from "./grid.js";
import { inline } from "./runs.js";

const BLOCKS =
  "address, article, aside, blockquote, center, dd, details, div, dl, dt, fieldset, figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, li, main, nav, ol, p, pre, section, summary, table, ul";
const STRUCTURE = `${HEADINGS}, p + p, li, table, a[href], b, strong, i, em, s, strike, del, pre, blockquote, hr, dl, [data-style*=mso-list]`;
const FIRST_HEADING = "h1, .MsoTitle, [role=heading][aria-level='1']";
const ORDERED = /^\(?(\d+|[a-z]|[ivxlc]+)[.)]/i;
// What would begin a heading, a quotation, a list, a rule, a table or a boxed note.
const BEGINS = /^(?=#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|(?:[-=_*]\s*){2,}$|\||:(?:\s|::)|!!!)/gm;
const NUMBER = /^(\d+)(?=[.)](?:\s|$))/gm;

const isBlock = (node) => node.nodeType === Node.ELEMENT_NODE && (node.matches(BLOCKS) || node.querySelector(BLOCKS) !== null);

/** Paragraphs of words. A list, a heading or a rule that was words stays words. */
function paragraphs(nodes, { plain, within }, depth) {
  const lines = inline(nodes, plain);
  const safe = within ? lines : lines.replace(NUMBER, "$1\\").replace(BEGINS, "\\");
  return safe.split("\n\n").flatMap((text) => block(text.replaceAll("\n", "\\\n"), depth));
}

/** The words of these nodes, to stand within a line; `plain` leaves out emphasis. */
function line(nodes, plain = false) {
  const words = ({ text, mark }) => (mark ? "• " : "") + text.replace(/\\?\n/g, " ");
  return blocks(nodes, { plain, within: true }, 0).map(words).join(" ");
}

function fenced(text) {
  const fence = "`".repeat(Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((found) => found.length)) + 1);
  return `${fence}\n${text.replace(/\n$/, "")}\n${fence}`;
}

function heading(element, { shift }, depth) {
  const level = Number(/^H(\d)/.exec(element.tagName)?.[1] ?? element.ariaLevel ?? 1) + shift;
  const words = line(element.childNodes, true);
  return block(words && `${"#".repeat(Math.min(6, Math.max(2, level)))} ${words}`, depth);
}

function table(element, manner, depth) {
  if (isLayout(element)) return [...element.rows].flatMap((row) => [...row.cells].flatMap((one) => blocks(one.childNodes, manner, depth)));
  const [head, ...rest] = grid(element, (one, first) => line(one.childNodes, first).replaceAll("|", "\\|"));
  const lines = [head, head.map(() => "---"), ...rest].map((row) => `| ${row.join(" | ")} |`);
  return block(lines.join("\n"), depth);
}

function quoted(element, manner, depth) {
  const text = written(blocks(element.childNodes, manner, 0));
  return block(text && text.replace(/^/gm, "> ").replace(/ $/gm, ""), depth);
}

function definitions(element, depth) {
  const lines = [...element.querySelectorAll("dt, dd")].map((one) => (one.tagName === "DT" ? "\n" : ": ") + line(one.childNodes));
  return block(lines.join("\n").trim(), depth);
}

/** The first of these blocks is the item itself; the others belong to it. */
function item([first, ...rest], mark) {
  if (!first) return [];
  return [first.mark ? first : { ...first, mark }, ...rest];
}

function list(element, manner, depth) {
  const ordered = element.tagName === "OL";
  return [...element.children].flatMap((one, index) => {
    if (one.tagName !== "LI") return blocks([one], manner, depth + 1);
    // Word for the web gives each item a list of its own, and says beside it how deep it is.
    const deep = Number(one.dataset.ariaLevel ?? depth + 1);
    return item(blocks(one.childNodes, manner, deep), { ordered, number: ordered && !index ? element.start : undefined });
  });
}

/** A paragraph of Word that is an item: it says so in its style, and its bullet or number is written in it. */
function wordItem(element, manner) {
  const level = /level(\d+)/.exec(styleOf(element)["mso-list"] ?? "");
  if (!level) return [];
  const marker = [...element.querySelectorAll("[data-style]")].find((one) => styleOf(one)["mso-list"] === "ignore");
  const ordered = ORDERED.exec(marker?.textContent.trim() ?? "");
  const mark = { ordered: ordered !== null, number: Number(ordered?.[1]) || undefined };
  return item(paragraphs(element.childNodes, manner, Number(level[1])), mark);
}

function blocksOf(element, manner, depth) {
  const name = element.tagName;
  if (element.matches(HEADINGS)) return heading(element, manner, depth);
  if (name === "UL" || name === "OL") return list(element, manner, depth);
  if (name === "TABLE") return table(element, manner, depth);
  if (name === "PRE") return block(fenced(element.textContent), depth);
  if (name === "BLOCKQUOTE") return quoted(element, manner, depth);
  if (name === "DL") return definitions(element, depth);
  if (name === "HR") return block("---", depth);
  const items = wordItem(element, manner);
  return items.length ? items : blocks(element.childNodes, manner, depth);
}

function blocks(nodes, manner, depth) {
  const found = [];
  let loose = [];
  const gather = () => {
    found.push(...paragraphs(loose, manner, depth));
    loose = [];
  };
  for (const node of nodes) {
    if (!isBlock(node)) loose.push(node);
    else if (!unseen(node)) {
      gather();
      found.push(...blocksOf(node, manner, depth));
    }
  }
  gather();
  return found;
}

/** Whether the document is source text, as editors of programs copy it: its characters are meant as they are. */
function isSource(body) {
  const [only, ...others] = body.querySelectorAll(":scope > :not(meta, link, title)");
  return others.length === 0 && only !== undefined && (only.tagName === "PRE" || styleOf(only)["white-space"] === "pre");
}

/** The Markdown of the document `html`: its text, whether it is words for the middle of a line (`alone`), and whether
    there were pictures, which are left out. null when it says nothing that its plain text would not. */
export function markdown(html) {
  const body = parsed(html);
  if (isSource(body) || !body.querySelector(STRUCTURE)) return null;
  const found = blocks(body.childNodes, { shift: body.querySelector(FIRST_HEADING) ? 1 : 0 }, 0);
  if (!found.length) return null;
  const [{ text, mark }, ...others] = found;
  const alone = others.length === 0 && !mark && !/^(?:#|>|---$|\||```)/.test(text);
  return { text: written(found), alone, pictures: body.querySelector("img") !== null };
}
