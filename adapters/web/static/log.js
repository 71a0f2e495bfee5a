// The messages of a phone, in the order of their ids, with the days between them.

import { el } from "./dom.js";
import { editButton, messageElement } from "./message.js";

const SHOWN_AT_FIRST = 100;
const NEAR = 80;
const ABOVE = 8;

/** What a phone shows of its chat. It keeps to what was said last, unless its reader has scrolled up. */
export class Log {
  constructor(phone) {
    this.phone = phone;
    this.root = phone.root.querySelector(".log");
    this.latest = phone.root.querySelector(".to-latest");
    this.messages = new Map();
    this.elements = new Map();
    this.most = SHOWN_AT_FIRST;
    this.following = true;
    this.cut = false;
    this.top = 0;
    this.listen();
  }

  listen() {
    const stay = () => this.following && this.toLatest();
    new ResizeObserver(stay).observe(this.root);
    this.root.addEventListener("load", stay, true);
    this.root.addEventListener("scroll", () => this.scrolled());
    this.latest.addEventListener("click", () => {
      this.root.focus();
      if (this.cut) this.toEnd();
      else this.toLatest();
    });
  }

  /** Says whether nothing has been said yet. */
  get empty() {
    return this.messages.size === 0;
  }

  /** Returns the last words that the persona wrote, which can be edited. */
  get lastMine() {
    return latestBy("id", this.messages, (message) => message.mine && message.kind === "text");
  }

  /** Shows these messages and no others, and announces none of them: they were said before. */
  fill(messages) {
    this.root.setAttribute("aria-live", "off");
    this.messages = new Map(messages.map((message) => [message.id, message]));
    this.drawAll();
    requestAnimationFrame(() => this.root.setAttribute("aria-live", "polite"));
  }

  /** Shows a message that is new, or newly edited. */
  receive(message) {
    const follow = message.mine || this.following;
    const known = this.messages.has(message.id);
    const atEnd = this.below() < NEAR;
    this.messages.set(message.id, message);
    // A change to what "earlier" still hides is seen when that is shown.
    if (!known || this.elements.has(message.id)) this.draw(message);
    // What changes in place stays where its reader has it before their eyes.
    if (!known && follow) this.toLatest();
    else if (atEnd) this.toEnd();
    else if (!known) this.offer("to_latest");
  }

  /** Names the days again, as they are seen from today. */
  nameDays() {
    for (const day of this.root.querySelectorAll(".day")) day.textContent = this.dayName(new Date(day.dataset.at));
  }

  /** Shows what was said last: from its beginning, where not all of it can be seen at once. */
  toLatest() {
    this.toEnd();
    const last = this.root.lastElementChild;
    const begins = last ? last.offsetTop - this.root.offsetTop - ABOVE : 0;
    // Where only a little is above, its reader knows; and all its buttons are to be seen.
    if (!last || last.matches(".mine") || begins >= this.root.scrollTop - NEAR) return;
    this.root.scrollTop = this.top = begins;
    this.offer("read_on");
  }

  /** Shows the end. */
  toEnd() {
    this.root.scrollTop = this.root.scrollHeight;
    this.top = this.root.scrollTop;
    this.seen();
  }

  /** Offers the way to what cannot be seen yet: a new message, or the rest of the one that is read. */
  offer(word) {
    this.cut = word === "read_on";
    this.latest.querySelector("span").textContent = this.phone.words.say(word);
    this.latest.hidden = false;
  }

  /** Lets the persona's last words be edited, and names what the bot said or changed last, for who drives the page. */
  mark() {
    const last = this.elements.get(this.lastMine?.id)?.querySelector(".line");
    const button = this.root.querySelector(".edit-mine");
    if (button && button.parentElement !== last) button.remove();
    if (last && !last.querySelector(".edit-mine")) last.prepend(editButton(this.lastMine, this.phone));
    const latest = latestBy("change", this.messages, (message) => !message.mine);
    this.root.querySelector("[data-latest]")?.removeAttribute("data-latest");
    this.elements.get(latest?.id)?.setAttribute("data-latest", "");
    this.phone.root.dataset.heard = String(latest?.change ?? 0);
  }

  drawAll() {
    const all = [...this.messages.values()].sort((a, b) => a.id - b.id);
    this.elements.clear();
    this.root.replaceChildren();
    if (all.length > this.most) this.root.append(this.earlier());
    for (const message of all.slice(-this.most)) this.place(message, messageElement(message, this.phone));
    this.mark();
    this.toLatest();
  }

  earlier() {
    const show = () => {
      this.most += SHOWN_AT_FIRST;
      const below = this.root.scrollHeight - this.root.scrollTop;
      this.drawAll();
      this.root.scrollTop = this.root.scrollHeight - below;
      this.root.focus();
    };
    return el("button", { type: "button", class: "earlier", click: show }, this.phone.words.say("earlier"));
  }

  draw(message) {
    const before = this.elements.get(message.id);
    const made = messageElement(message, this.phone);
    made.classList.add("fresh");
    if (before) this.exchange(message, before, made);
    else this.place(message, made);
    this.mark();
  }

  exchange(message, before, made) {
    const held = before.contains(document.activeElement);
    made.dataset.day = before.dataset.day;
    before.replaceWith(made);
    this.elements.set(message.id, made);
    // Whoever pressed a button by keyboard goes on where they were.
    if (held) (made.querySelector(".choice") ?? this.root).focus();
  }

  place(message, made) {
    const later = [...this.elements.keys()].filter((id) => id > message.id);
    const next = this.elements.get(Math.min(...later)) ?? null;
    const at = new Date(message.at);
    const day = this.phone.words.date.format(at);
    const before = next ? next.previousElementSibling : this.root.lastElementChild;
    if (before?.dataset.day !== day) {
      this.root.insertBefore(el("p", { "class": "day", "data-day": day, "data-at": message.at }, this.dayName(at)), next);
    }
    made.dataset.day = day;
    this.root.insertBefore(made, next);
    this.elements.set(message.id, made);
  }

  dayName(at) {
    return this.phone.words.day(at, this.phone.page.now());
  }

  scrolled() {
    const { scrollTop } = this.root;
    // Only a reader scrolls up; what a picture pushes down as it loads is still to be followed.
    if (scrollTop < this.top - 1) this.following = false;
    this.top = scrollTop;
    if (this.below() < NEAR) this.seen();
  }

  /** Returns how much is below what can be seen, in pixels. */
  below() {
    return this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight;
  }

  seen() {
    this.following = true;
    this.latest.hidden = true;
  }
}

function latestBy(field, messages, wanted) {
  const found = [...messages.values()].filter(wanted);
  return found.reduce((latest, each) => (latest?.[field] > each[field] ? latest : each), undefined);
}
