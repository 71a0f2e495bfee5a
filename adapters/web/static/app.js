// The try-out page: it opens the phones, listens to what happens, and says when the program does not answer.

import { Clock } from "./clock.js";
import { el, fill } from "./dom.js";
import { startToken } from "./markup.js";
import { remember, remembered } from "./memory.js";
import { Phone } from "./phone.js";
import { Tabs } from "./tabs.js";
import { loadWords, preferredLanguage } from "./words.js";

const LISTEN_AGAIN = 1000;
const PATIENCE = 1500;

class Page {
  constructor(about, words) {
    this.about = about;
    this.words = words;
    this.heard = "";
    this.phones = new Map();
    const newDay = () => this.phones.forEach((phone) => phone.log.nameDays());
    this.clock = new Clock(document.querySelector(".clock"), words.en, newDay);
  }

  async begin() {
    await this.clock.look();
    const { about } = this;
    const place = document.querySelector(".phones");
    for (const persona of about.personas) {
      const words = this.words[persona.language] ?? this.words.en;
      this.phones.set(persona.id, new Phone(persona, words, about, this));
    }
    place.replaceChildren(...[...this.phones.values()].map((phone) => phone.root));
    this.tabs = new Tabs(document.querySelector(".tabs"), [...this.phones.values()]);
    this.tabs.select(this.phones.get(remembered("persona")) ?? this.tabs.selected);
    this.offerLanguages();
    this.speak(remembered("language") || preferredLanguage(about));
    window.addEventListener("hashchange", () => this.startFromAddress());
    // A file that is dropped beside a phone must not take the place of the page.
    for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
    this.listen();
  }

  offerLanguages() {
    const button = ([code, words]) =>
      el("button", { type: "button", class: "language", lang: code, "aria-label": words.ownName, click: () => this.speak(code, true) }, code);
    document.querySelector(".languages").append(...Object.entries(this.words).map(button));
  }

  /** Speaks that language, outside the phones. */
  speak(code, chosen = false) {
    const language = code in this.words ? code : "en";
    const words = this.words[language];
    document.documentElement.lang = language;
    document.title = words.say("title");
    fill(document.querySelector(".masthead"), words);
    document.querySelector(".tabs").setAttribute("aria-label", words.say("phones"));
    for (const button of document.querySelectorAll(".language")) button.setAttribute("aria-pressed", String(button.lang === language));
    for (const phone of this.phones.values()) phone.caption(language);
    this.tabs.speak(words);
    this.clock.speak(words);
    this.spoken = words;
    if (chosen) remember("language", language);
  }

  /** Notes whose phone is in hand. */
  take(phone) {
    if (this.inHand === phone) return;
    this.inHand = phone;
    remember("persona", phone.persona.id);
  }

  now() {
    return this.clock.now();
  }

  unread(phone) {
    this.tabs.unread(phone);
  }

  listen() {
    const stream = new EventSource(`/api/events?after=${this.heard}`);
    stream.onmessage = (event) => this.hear(event);
    stream.onerror = () => {
      this.silent ??= setTimeout(() => this.sayOffline(true), PATIENCE);
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), LISTEN_AGAIN);
    };
  }

  sayOffline(offline) {
    const banner = document.querySelector(".banner");
    banner.hidden = !offline;
    banner.textContent = offline ? this.spoken.say("offline") : "";
  }

  hear(event) {
    this.heard = event.lastEventId;
    const told = JSON.parse(event.data);
    const hears = {
      "catch-up": () => this.catchUp(told),
      "message": () => this.phones.get(told.message.chat)?.receive(told.message),
      "door": () => this.phones.get(told.chat)?.door(told.blocked),
      "answered": () => this.phones.get(told.chat)?.answered(told.key, told.toast),
    };
    hears[told.kind]?.();
    this.clock.lookSoon();
  }

  catchUp({ whole, messages, blocked }) {
    clearTimeout(this.silent);
    this.silent = null;
    this.sayOffline(false);
    for (const [id, phone] of this.phones) {
      phone.door(blocked.includes(id));
      const missed = messages.filter((message) => message.chat === id);
      if (whole) phone.fill(missed);
      else missed.forEach((message) => phone.receive(message));
      phone.outbox.tryNow();
    }
    document.body.dataset.ready = "yes";
    this.startFromAddress();
  }

  startFromAddress() {
    const token = startToken(location.href);
    if (!token) return;
    // Gone from the address at once: a reload does not start again.
    history.replaceState(null, "", "/");
    this.inHand.start(token);
  }
}

async function load() {
  const about = await (await fetch("/api/page")).json();
  const loaded = await Promise.all(about.languages.map(async (code) => [code, await loadWords(code, about)]));
  return new Page(about, Object.fromEntries(loaded));
}

async function open() {
  const page = await load().catch(() => null);
  if (page) return page.begin();
  // The program went away while the page was loading, so not even the words of its own are here.
  document.querySelector(".opening").textContent = "The program does not answer. This page goes on trying.";
  return setTimeout(open, LISTEN_AGAIN);
}

open();
