// A phone: one persona's chat with the bot.

import { Composer } from "./composer.js";
import { el, fill } from "./dom.js";
import { Log } from "./log.js";
import { startToken } from "./markup.js";
import { remember, remembered } from "./memory.js";
import { Outbox } from "./outbox.js";

const TOAST_MILLISECONDS = 7000;
const BUSY_MILLISECONDS = 8000;

/** A persona's phone. `page` gives the clock and is told what happens: `now()`, `unread(phone)`, `take(phone)`. */
export class Phone {
  constructor(persona, words, about, page) {
    this.persona = persona;
    this.words = words;
    this.page = page;
    this.blocked = false;
    this.isRefused = false;
    this.pressed = new Map();
    this.memory = {
      read: (what) => remembered(`${persona.id}.${what}`),
      write: (what, text) => remember(`${persona.id}.${what}`, text),
    };
    this.root = document.querySelector("#phone").content.firstElementChild.cloneNode(true);
    this.present();
    this.log = new Log(this);
    this.outbox = new Outbox(persona.id, () => this.showState());
    this.composer = new Composer(this, about);
    this.listen();
  }

  present() {
    const { root, persona, words } = this;
    root.id = `phone-${persona.id}`;
    root.lang = words.language;
    root.dataset.persona = persona.id;
    fill(root, words);
    const title = words.say("conversation", { name: persona.name });
    root.setAttribute("aria-label", title);
    root.querySelector(".log").setAttribute("aria-label", title);
    root.querySelector(".phone-mark").textContent = persona.language;
    root.querySelector(".phone-name").textContent = persona.name;
    const box = root.querySelector(".box");
    box.id = `box-${persona.id}`;
    root.querySelector(".skip").href = `#${box.id}`;
  }

  listen() {
    const { composer, root } = this;
    const acts = {
      "start": () => composer.command("start"),
      "start-over": () => composer.command("start"),
      "block": () => composer.send({ kind: this.blocked ? "unblock" : "block" }),
      "unblock": () => composer.send({ kind: "unblock" }),
      "sticker": () => composer.send({ kind: "sticker" }),
      "photo": () => composer.choosePhoto(),
      "remove-photo": () => composer.attach(null),
      "cancel-edit": () => composer.stopEditing(),
      "try-now": () => this.outbox.tryNow(),
      "places": () => composer.sheets.open("places"),
    };
    for (const button of root.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => {
        if (button.closest(".sheet") && button.dataset.do !== "places") composer.sheets.close(true);
        acts[button.dataset.do]();
      });
    }
    root.addEventListener("pointerdown", () => this.page.take(this));
    root.addEventListener("focusin", () => this.page.take(this));
    root.addEventListener("click", (event) => this.follow(event));
    root.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      composer.box.focus();
    });
  }

  follow(event) {
    const link = event.target.closest("a[href]");
    const token = link && startToken(link.href);
    if (!token) return;
    event.preventDefault();
    this.start(token);
  }

  /** Says who the persona is, in the page's language. */
  caption(language) {
    const { caption, language: own } = this.persona;
    const shown = language in caption ? language : own;
    const element = this.root.querySelector(".phone-caption");
    element.textContent = caption[shown] ?? "";
    element.lang = shown;
  }

  /** Lets the persona start the bot with a token, as a link does. */
  start(token) {
    this.composer.send({ kind: "text", text: `/start ${token}` });
  }

  /** Presses a choice; the button rests again once the press is answered. */
  async press(message, choice, button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const key = crypto.randomUUID();
    this.pressed.set(key, button);
    const ended = await this.composer.send({ key, kind: "press", message: String(message.id), token: choice.token });
    setTimeout(() => this.rest(key), ended === "taken" ? BUSY_MILLISECONDS : 0);
  }

  /** Lets the persona edit a message of their own. */
  edit(message) {
    this.composer.edit(message);
  }

  /** Notes that a press is answered, with a sentence or "". */
  answered(key, toast) {
    this.rest(key);
    if (toast) this.toast(toast);
  }

  rest(key) {
    this.pressed.get(key)?.removeAttribute("aria-busy");
    this.pressed.delete(key);
  }

  /** Shows a sentence for a moment. */
  toast(text) {
    const toast = el("p", { class: "toast" }, text);
    // As on a phone, the newest takes the place of the one before.
    this.root.querySelector(".toasts").replaceChildren(toast);
    setTimeout(() => toast.remove(), TOAST_MILLISECONDS);
  }

  /** Opens or closes the door between this persona and the bot. */
  door(blocked) {
    this.blocked = blocked;
    this.showState();
  }

  /** Says that something was refused for good, or no longer does. */
  refused(refused) {
    if (this.isRefused === refused) return;
    this.isRefused = refused;
    this.showState();
  }

  /** Shows these messages and no others. */
  fill(messages) {
    for (const { key } of messages) this.outbox.arrived(key);
    this.log.fill(messages);
    this.showState();
  }

  /** Shows a message that is new, or newly edited. */
  receive(message) {
    this.outbox.arrived(message.key);
    this.log.receive(message);
    this.showState();
    if (!message.mine) this.page.unread(this);
  }

  showState() {
    const { root, words, outbox } = this;
    const held = document.activeElement;
    root.querySelector(".empty").hidden = !this.log.empty || this.blocked;
    root.querySelector(".shut").hidden = !this.blocked;
    root.classList.toggle("closed", this.blocked);
    this.composer.root.hidden = this.blocked;
    root.querySelector('[data-do="block"]').textContent = words.say(this.blocked ? "unblock" : "block");
    root.querySelector('[data-do="start-over"]').hidden = this.blocked;
    const notice = root.querySelector(".notice");
    notice.hidden = !(outbox.failing || this.isRefused);
    notice.querySelector("button").hidden = !outbox.failing;
    const why = outbox.failing ? "not_sent" : "refused";
    notice.querySelector(".notice-text").textContent = notice.hidden ? "" : words.say(why);
    // A button that is gone once it is pressed leaves its keyboard user in the chat, not at the top of the page.
    if (root.contains(held) && !held.checkVisibility()) this.log.root.focus();
  }
}
