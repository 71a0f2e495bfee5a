// The bot's markup, made into elements one by one: only what stands in this list can appear.

const TAG = /<(\/?)(b|i|u|s|code|pre|blockquote|a)(?: href="([^"]*)")?>/g;
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };

/** Returns the markup as nodes. What is no tag of the list is text, and shown as it stands. */
export function rendered(markup) {
  const root = document.createElement("div");
  let inside = root;
  let from = 0;
  for (const tag of markup.matchAll(TAG)) {
    const [whole, closing, name, href] = tag;
    const matches = !closing || inside.localName === name;
    inside.append(decoded(markup.slice(from, matches ? tag.index : tag.index + whole.length)));
    from = tag.index + whole.length;
    if (closing && matches && inside !== root) inside = inside.parentElement;
    else if (!closing) inside = inside.appendChild(element(name, decoded(href ?? "")));
  }
  inside.append(decoded(markup.slice(from)));
  return [...root.childNodes];
}

/** Returns the markup as the plain text that a person sees. */
export function plain(markup) {
  return rendered(markup).map((node) => node.textContent).join("");
}

function element(name, href) {
  const made = document.createElement(name);
  // A link that leads anywhere but to a web page leads nowhere.
  if (name === "a" && /^https?:\/\//i.test(href)) {
    made.href = href;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
  }
  return made;
}

function decoded(text) {
  return text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity]);
}

/** Returns the token of a link that begins a chat on this page, or null. */
export function startToken(href) {
  const address = URL.canParse(href, location.href) ? new URL(href, location.href) : null;
  const here = address && ["127.0.0.1", "localhost", "[::1]"].includes(address.hostname) && address.port === location.port;
  return here && address.pathname === "/" ? (address.hash.match(/^#start=([\w-]{1,64})$/)?.[1] ?? null) : null;
}
