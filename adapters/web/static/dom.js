// Building and finding elements. Text goes in as text: nothing here reads HTML.

const SVG = "http://www.w3.org/2000/svg";

/** Returns a new element with attributes (a function becomes a listener; null, undefined and false are left out). */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Returns one of the drawings that index.html defines. */
export function icon(name, className = "icon") {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", className);
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  drawing.append(use);
  return drawing;
}

/** Writes the words of a language into every element below `root` that asks for some. */
export function fill(root, words) {
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = words.say(element.dataset.word);
  for (const element of root.querySelectorAll("[data-label]")) {
    const label = words.say(element.dataset.label);
    element.setAttribute("aria-label", label);
    if (element.localName === "button") element.title = label;
  }
  for (const element of root.querySelectorAll("[data-placeholder]")) element.placeholder = words.say(element.dataset.placeholder);
}
