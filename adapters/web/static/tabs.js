// Where there is room for one phone at a time, tabs choose it.

import { el } from "./dom.js";

const NARROW = matchMedia("(width < 60rem)");

/** The tabs of the phones; on a wide page they are not there, and every phone is. */
export class Tabs {
  constructor(root, phones) {
    this.root = root;
    this.phones = phones;
    this.selected = phones[0];
    this.news = new Set();
    this.buttons = new Map(phones.map((phone) => [phone, this.tab(phone)]));
    root.append(...this.buttons.values());
    root.addEventListener("keydown", (event) => this.key(event));
    NARROW.addEventListener("change", () => this.show());
    this.show();
  }

  tab(phone) {
    const name = el("span", { lang: phone.persona.language }, phone.persona.name);
    const unread = el("span", { class: "tab-unread", hidden: true });
    const attributes = { type: "button", class: "tab", role: "tab", id: `tab-${phone.persona.id}`, "aria-controls": phone.root.id };
    return el("button", { ...attributes, click: () => this.select(phone) }, name, " ", unread);
  }

  /** Speaks another language from now on. */
  speak(words) {
    for (const unread of this.root.querySelectorAll(".tab-unread")) unread.textContent = words.say("unread");
  }

  /** Notes that the phone has something its reader has not seen. */
  unread(phone) {
    if (!NARROW.matches || phone === this.selected) return;
    this.buttons.get(phone).querySelector(".tab-unread").hidden = false;
  }

  /** Shows that phone. */
  select(phone) {
    this.selected = phone;
    this.show();
    phone.log.toLatest();
    phone.page.take(phone);
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const { phones } = this;
    this.select(phones[(phones.indexOf(this.selected) + step + phones.length) % phones.length]);
    this.buttons.get(this.selected).focus();
  }

  show() {
    const narrow = NARROW.matches;
    this.root.toggleAttribute("hidden", !narrow);
    if (narrow) this.root.setAttribute("role", "tablist");
    else this.root.removeAttribute("role");
    for (const [phone, button] of this.buttons) {
      const selected = phone === this.selected;
      button.setAttribute("aria-selected", String(selected));
      button.tabIndex = selected ? 0 : -1;
      if (selected) button.querySelector(".tab-unread").hidden = true;
      phone.root.hidden = narrow && !selected;
      if (narrow) phone.root.setAttribute("role", "tabpanel");
      else phone.root.removeAttribute("role");
    }
  }
}
