// A phone: one persona's chat with the bot.

import { Composer } from "./composer.js";
import { el, fill, icon } from "./dom.js";
import { startToken } from "./markup.js";
import { editButton, messageElement } from "./message.js";
import { Outbox } from "./outbox.js";

const SHOWN_AT_FIRST = 100;
const TOAST_MILLISECONDS = 7000;
const BUSY_MILLISECONDS = 8000;
const NEAR = 80;

/** A persona's phone. `page` gives the clock and is told what is read: `now()`, `unread(phone)`, `take(phone)`. */
export class Phone {
  constructor(persona, words, about, page) {
    this.persona = persona;
    this.words = words;
    this.page = page;
    this.messages = new Map();
    this.elements = new Map();
    this.most = SHOWN_AT_FIRST;
    this.blocked = false;
    this.isRefused = false;
    this.following = true;
    this.top = 0;
    this.memory = memory(persona.id);
    this.root = document.querySelector("#phone").content.firstElementChild.cloneNode(true);
    this.log = this.root.querySelector(".log");
    this.outbox = new Outbox(persona.id, () => this.showState());
    this.present();
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
    this.log.setAttribute("aria-label", title);
    root.querySelector(".phone-mark").textContent = persona.language;
    root.querySelector(".phone-name").textContent = persona.name;
    const box = root.querySelector(".box");
    box.id = `box-${persona.id}`;
    root.querySelector(".skip").href = `#${box.id}`;
  }

  /** Says who the persona is, in the page's language. */
  caption(language) {
    const { caption, language: own } = this.persona;
    const shown = language in caption ? language : own;
    const element = this.root.querySelector(".phone-caption");
    element.textContent = caption[shown] ?? "";
    element.lang = shown;
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
    root.querySelector(".to-latest").addEventListener("click", () => this.toBottom());
    root.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      root.querySelector(".box").focus();
    });
    this.log.addEventListener("scroll", () => this.scrolled());
    const stay = () => this.following && this.toBottom();
    new ResizeObserver(stay).observe(this.log);
    this.log.addEventListener("load", stay, true);
  }

  follow(event) {
    const link = event.target.closest("a[href]");
    const token = link && startToken(link.href);
    if (!token) return;
    event.preventDefault();
    this.start(token);
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
    this.pressed = { ...this.pressed, [key]: button };
    const ended = await this.composer.send({ key, kind: "press", message: String(message.id), token: choice.token });
    setTimeout(() => this.rest(key), ended === "taken" ? BUSY_MILLISECONDS : 0);
  }

  edit(message) {
    this.composer.edit(message);
  }

  /** Notes that a press is answered, with a sentence or "". */
  answered(key, toast) {
    this.rest(key);
    if (toast) this.toast(toast);
  }

  rest(key) {
    this.pressed?.[key]?.removeAttribute("aria-busy");
    delete this.pressed?.[key];
  }

  toast(text) {
    const toast = el("p", { class: "toast" }, text);
    this.root.querySelector(".toasts").append(toast);
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

  /** Forgets every message. */
  clear() {
    this.messages.clear();
    this.elements.clear();
    this.log.replaceChildren();
    this.showState();
  }

  /** Shows messages that come all together and need no announcing: what was said before the page opened. */
  fillWith(messages) {
    this.log.setAttribute("aria-live", "off");
    for (const message of messages) {
      this.messages.set(message.id, message);
      if (message.key) this.outbox.arrived(message.key);
    }
    this.drawAll();
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  /** Shows a message that is new, or newly edited. */
  receive(message) {
    const follow = message.mine || this.following;
    const known = this.messages.has(message.id);
    const left = known && !this.elements.has(message.id);
    this.messages.set(message.id, message);
    if (message.key) this.outbox.arrived(message.key);
    // A change to what "earlier" still hides is seen when it is shown.
    if (!left) this.draw(message);
    if (follow) this.toBottom();
    else if (!known) this.root.querySelector(".to-latest").hidden = false;
    if (!message.mine) this.page.unread(this);
  }

  /** Returns the last message that the persona wrote, if its words can be edited. */
  lastMine() {
    const mine = [...this.messages.values()].filter((message) => message.mine && message.kind === "text");
    return mine.sort((a, b) => a.id - b.id).at(-1);
  }

  drawAll() {
    const all = [...this.messages.values()].sort((a, b) => a.id - b.id);
    this.elements.clear();
    this.log.replaceChildren();
    const left = all.length - this.most;
    if (left > 0) this.log.append(this.earlier());
    for (const message of all.slice(-this.most)) this.place(message, messageElement(message, this));
    this.afterDrawing();
    this.toBottom();
  }

  earlier() {
    const show = () => {
      this.most += SHOWN_AT_FIRST;
      const from = this.log.scrollHeight - this.log.scrollTop;
      this.drawAll();
      this.log.scrollTop = this.log.scrollHeight - from;
      this.log.focus();
    };
    return el("button", { type: "button", class: "earlier", click: show }, this.words.say("earlier"));
  }

  draw(message) {
    const before = this.elements.get(message.id);
    const made = messageElement(message, this);
    made.classList.add("fresh");
    if (!before) {
      this.place(message, made);
    } else {
      const held = before.contains(document.activeElement);
      before.replaceWith(made);
      this.elements.set(message.id, made);
      // Whoever pressed a button by keyboard goes on where they were.
      if (held) (made.querySelector(".choice") ?? this.composer.box).focus();
    }
    this.afterDrawing();
  }

  place(message, made) {
    const later = [...this.elements.keys()].filter((id) => id > message.id);
    const next = this.elements.get(Math.min(...later)) ?? null;
    this.elements.set(message.id, made);
    const at = new Date(message.at);
    const day = this.words.date.format(at);
    made.dataset.day = day;
    const before = next ? next.previousElementSibling : this.log.lastElementChild;
    if (before?.dataset.day !== day) {
      const name = this.words.day(at, this.page.now());
      this.log.insertBefore(el("p", { "class": "day", "data-day": day, "data-at": message.at }, name), next);
    }
    this.log.insertBefore(made, next);
  }

  /** Names the days again, as they are seen from today. */
  nameDays() {
    for (const day of this.log.querySelectorAll(".day")) {
      day.textContent = this.words.day(new Date(day.dataset.at), this.page.now());
    }
  }

  afterDrawing() {
    this.root.querySelector(".edit-mine")?.remove();
    const last = this.lastMine();
    const line = last && this.elements.get(last.id)?.querySelector(".line");
    if (line && !this.blocked) line.prepend(editButton(last, this));
    this.markLatest();
    this.showState();
  }

  // Names what the bot said or changed last, for whoever drives the page from outside.
  markLatest() {
    const latest = [...this.messages.values()].filter((m) => !m.mine).reduce((a, b) => (a?.change > b.change ? a : b), null);
    this.log.querySelector("[data-latest]")?.removeAttribute("data-latest");
    this.elements.get(latest?.id)?.setAttribute("data-latest", "");
    this.root.dataset.heard = String(latest?.change ?? 0);
  }

  showState() {
    const { root, words, outbox } = this;
    const held = document.activeElement;
    root.querySelector(".empty").hidden = this.messages.size > 0 || this.blocked;
    root.querySelector(".shut").hidden = !this.blocked;
    this.composer.root.hidden = this.blocked;
    root.querySelector('[data-do="block"]').textContent = words.say(this.blocked ? "unblock" : "block");
    root.querySelector('[data-do="start-over"]').hidden = this.blocked;
    const notice = root.querySelector(".notice");
    notice.hidden = !(outbox.failing || this.isRefused);
    notice.querySelector("button").hidden = !outbox.failing;
    const why = outbox.failing ? "not_sent" : "refused";
    notice.querySelector(".notice-text").textContent = notice.hidden ? "" : words.say(why);
    // A button that is gone once it is pressed leaves its keyboard user in the chat, not at the top of the page.
    if (root.contains(held) && !held.checkVisibility()) this.log.focus();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    // Only a reader scrolls up; what a picture pushes down as it loads is still to be followed.
    if (scrollTop < this.top - 1) this.following = false;
    this.top = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.seen();
  }

  toBottom() {
    this.log.scrollTop = this.log.scrollHeight;
    this.seen();
  }

  seen() {
    this.following = true;
    this.root.querySelector(".to-latest").hidden = true;
  }
}

/** What this browser remembers of a persona, where it may remember anything. */
function memory(persona) {
  const name = (what) => `parvis.tryout.${persona}.${what}`;
  return {
    read(what) {
      try {
        return localStorage.getItem(name(what)) ?? "";
      } catch {
        return "";
      }
    },
    write(what, text) {
      try {
        localStorage.setItem(name(what), text);
      } catch {
        // A browser that may not remember forgets the draft at a reload; nothing else changes.
      }
    },
  };
}
