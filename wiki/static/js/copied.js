// The document that another program left on the clipboard.

export const HEADINGS = "h1, h2, h3, h4, h5, h6, .MsoTitle, [role=heading]";
const SILENT = "style, script, noscript, template, title, meta, link, xml, object, iframe, svg, math, select, button, textarea";

/** The document `html`, in which styles and handlers are words under another name. None would take effect, but the
    policy of the page would report each. */
export function parsed(html) {
  const inert = html
    .replace(/<style[\s>][^]*?<\/style\s*>/gi, "")
    .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'"<>])*>/gi, (tag) => tag.replace(/([\s"'/])(style|on\w+)(?=\s*=)/gi, "$1data-$2"));
  return new DOMParser().parseFromString(inert, "text/html").body;
}

/** The declarations of the element's own style: "font-weight" → "bold". */
export function styleOf(element) {
  const declarations = (element.dataset.style ?? "").split(";").map((one) => one.split(":"));
  return Object.fromEntries(declarations.map(([name, ...value]) => [name.trim().toLowerCase(), value.join(":").trim().toLowerCase()]));
}

/** Whether nobody sees the element where it was copied. Word writes the bullets of its lists beside what makes them. */
export function unseen(element) {
  const style = styleOf(element);
  const marker = style["mso-list"] === "ignore" && !element.closest(HEADINGS);
  return marker || style.display === "none" || style["mso-hide"] === "all" || element.matches(SILENT);
}
