// The clock: now, what happens next, and the buttons that go there.

import { post } from "./outbox.js";

const LOOK_AGAIN = 30_000;

/** The clock of the masthead, which the program tells the time. `newDay` is called when the calendar turns. */
export class Clock {
  constructor(root, words, newDay) {
    this.root = root;
    this.newDay = newDay;
    this.words = words;
    this.ahead = 0;
    this.day = null;
    this.next = null;
    this.asked = null;
    this.hours = root.querySelector(".clock-hour");
    this.minutes = root.querySelector(".clock-minute");
    for (const button of root.querySelectorAll(".move")) button.addEventListener("click", () => this.move(button));
    setInterval(() => this.show(), 1000);
    setInterval(() => this.look(), LOOK_AGAIN);
    root.hidden = false;
  }

  /** Returns the present instant of the program's clock. */
  now() {
    return new Date(Date.now() + this.ahead);
  }

  /** Speaks another language from now on. */
  speak(words) {
    this.words = words;
    this.show();
  }

  /** Asks the program again soon: something happened, so something else may be planned. */
  lookSoon() {
    clearTimeout(this.asked);
    this.asked = setTimeout(() => this.look(), 250);
  }

  /** Asks the program what time it is and what happens next. */
  async look() {
    try {
      const answer = await fetch("/api/clock");
      if (answer.ok) this.set(await answer.json());
    } catch {
      // The page already says that the program does not answer.
    }
  }

  async move(button) {
    if (button.getAttribute("aria-disabled") === "true") return;
    const seconds = Number(button.dataset.seconds);
    const asked = JSON.stringify(seconds ? { seconds } : { to: "next" });
    const answer = await post("/api/clock", asked, "application/json").catch(() => null);
    if (answer?.ok) this.set(await answer.json());
    this.root.querySelector(".clock-said").textContent = answer?.ok
      ? this.words.say("now_is", { when: this.words.moment(this.now()) })
      : this.words.say("clock_failed");
    this.root.classList.toggle("failed", !answer?.ok);
  }

  set(reading) {
    this.ahead = new Date(reading.now) - Date.now();
    this.next = reading.next ? new Date(reading.next) : null;
    this.show();
  }

  show() {
    const now = this.now();
    const words = this.words;
    write(this.root.querySelector(".clock-now"), words.moment(now));
    const coming = this.next && this.next > now ? words.say("next_at", { when: this.coming(now) }) : words.say("nothing_planned");
    write(this.root.querySelector(".clock-next"), coming);
    const button = this.root.querySelector(".move-next");
    button.setAttribute("aria-disabled", String(!(this.next && this.next > now)));
    this.turnHands(now);
    const day = words.date.format(now);
    if (day !== this.day) this.newDay();
    // The first time is simply there; from then on the hands are seen to move.
    if (this.day) this.root.classList.add("running");
    this.day = day;
  }

  coming(now) {
    const day = this.words.day(this.next, now);
    return `${day.charAt(0).toLowerCase()}${day.slice(1)}, ${this.words.time(this.next)}`;
  }

  turnHands(now) {
    const [hour, minute] = this.words.face.format(now).split(":").map(Number);
    const days = Math.floor(now / 86_400_000);
    this.hours.style.transform = `rotate(${days * 720 + hour * 30 + minute / 2}deg)`;
    this.minutes.style.transform = `rotate(${(days * 24 + hour) * 360 + minute * 6}deg)`;
  }
}

function write(element, text) {
  // Written only when it changes: a screen reader's place in the text is not lost every second.
  if (element.textContent !== text) element.textContent = text;
}
