// Sheets: small panels that a button opens inside a phone. Esc, a click elsewhere or leaving them closes them.

/** Lets the buttons below `root` that name a sheet open it. Returns `open(name)` and `close()`. */
export function sheets(root) {
  let opened = null;
  let opener = null;

  const close = (refocus = false) => {
    if (!opened) return;
    opened.hidden = true;
    opener?.setAttribute("aria-expanded", "false");
    if (refocus) opener?.focus();
    opened = null;
  };

  const open = (name, from = opener) => {
    close();
    opener = from;
    opened = root.querySelector(`[data-name="${name}"]`);
    opened.hidden = false;
    opener?.setAttribute("aria-expanded", "true");
    opened.querySelector("button")?.focus();
  };

  for (const button of root.querySelectorAll("[data-sheet]")) {
    button.addEventListener("click", () => {
      const again = button.getAttribute("aria-expanded") === "true";
      if (again) close();
      else open(button.dataset.sheet, button);
    });
  }
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened) {
      event.preventDefault();
      close(true);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (opened && !opened.contains(event.target) && !opener?.contains(event.target)) close();
  });
  root.addEventListener("focusout", (event) => {
    const to = event.relatedTarget;
    if (opened && to && !opened.contains(to) && !opener?.contains(to)) close();
  });
  return { open, close };
}
