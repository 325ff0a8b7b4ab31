// The table of contents shows which part of the page is being read.

export default function contents(nav) {
  const links = new Map();
  for (const link of nav.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const above = new Set();

  const mark = () => {
    const last = [...links.keys()].filter((heading) => above.has(heading)).at(-1);
    for (const [heading, link] of links) {
      if (heading === last) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, boundingClientRect, rootBounds } of entries) {
        if (rootBounds && boundingClientRect.top < rootBounds.bottom) above.add(target);
        else above.delete(target);
      }
      mark();
    },
    { rootMargin: "0px 0px -65% 0px" },
  );
  links.forEach((_link, heading) => observer.observe(heading));
}
