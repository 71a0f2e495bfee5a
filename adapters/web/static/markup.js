// The bot's markup, made into elements one by one: only what stands in this list can appear.

const ALLOWED = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "A"]);

/** Returns the markup as nodes. An element that is not in the list leaves its text behind. */
export function rendered(markup) {
  // A parsed document is inert: it runs no script and loads nothing.
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  return copies(parsed.body);
}

/** Returns the markup as the plain text that a person sees. */
export function plain(markup) {
  return rendered(markup).map((node) => node.textContent).join("");
}

function copies(parent) {
  return [...parent.childNodes].flatMap(copy);
}

function copy(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  if (!ALLOWED.has(node.tagName)) return copies(node);
  const made = document.createElement(node.tagName);
  if (node.tagName === "A" && !lead(made, node.getAttribute("href"))) return copies(node);
  made.append(...copies(node));
  return [made];
}

function lead(link, href) {
  if (!/^https?:\/\//i.test(href ?? "")) return false;
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return true;
}

/** Returns the token of a link that begins a chat on this page, or null. */
export function startToken(href) {
  const address = URL.canParse(href, location.href) ? new URL(href, location.href) : null;
  const here = address && ["127.0.0.1", "localhost", "[::1]"].includes(address.hostname) && address.port === location.port;
  return here && address.pathname === "/" ? (address.hash.match(/^#start=([\w-]{1,64})$/)?.[1] ?? null) : null;
}
