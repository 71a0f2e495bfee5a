// What this browser remembers for the page, where it may remember anything; nothing depends on it.

const name = (what) => `parvis.tryout.${what}`;

/** Returns what was remembered under that name, or "". */
export function remembered(what) {
  try {
    return localStorage.getItem(name(what)) ?? "";
  } catch {
    return "";
  }
}

/** Remembers a text under that name. */
export function remember(what, text) {
  try {
    localStorage.setItem(name(what), text);
  } catch {
    // A browser that may not remember forgets a draft at a reload; nothing else changes.
  }
}
