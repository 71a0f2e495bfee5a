// What the page itself says, and how it writes times, in one language. What the bot says is the bot's own.

/** The words of one language, with times as they are in `zone`. */
export class Words {
  constructor(language, texts, zone) {
    this.language = language;
    this.ownName = texts.own_name;
    this.zone = zone;
    this.texts = texts;
    const written = (options) => new Intl.DateTimeFormat(texts.locale, { timeZone: zone, ...options });
    this.hour = written({ hour: "2-digit", minute: "2-digit" });
    this.long = written({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
    this.short = written({ weekday: "long", day: "numeric", month: "long" });
    this.face = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
    this.date = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  }

  /** Returns the sentence of that name, with `{placeholders}` filled in. */
  say(name, values = {}) {
    return this.texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  /** Returns the time of day. */
  time(instant) {
    return this.hour.format(instant);
  }

  /** Returns the calendar day as a person would name it at `now`. */
  day(instant, now) {
    const [day, today] = [this.date.format(instant), this.date.format(now)];
    // Calendar days, counted as if each had twenty-four hours: two of the year's do not.
    const name = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[(new Date(day) - new Date(today)) / 86_400_000];
    if (name) return this.say(name);
    return (day.slice(0, 4) === today.slice(0, 4) ? this.short : this.long).format(instant);
  }

  /** Returns the day and the time. */
  moment(instant) {
    return `${this.long.format(instant)}, ${this.time(instant)}`;
  }
}

/** Returns the words of a language, or English where the page does not speak it. */
export async function loadWords(language, about) {
  const known = about.languages.includes(language) ? language : "en";
  const answer = await fetch(`/static/words/${known}.json`);
  if (!answer.ok) throw new Error(`no words for ${known}`);
  return new Words(known, await answer.json(), about.zone);
}

/** Returns the first language that this browser's reader prefers and the page speaks. */
export function preferredLanguage(about) {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2));
  return wanted.find((language) => about.languages.includes(language)) ?? "en";
}
