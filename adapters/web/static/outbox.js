// What a persona does, sent in order and again until it is taken. A key makes a repeated sending one message.

const WAITS = [500, 1000, 2000, 4000];

/** A chat's sendings, one at a time. `changed` is called whenever `failing` may have changed. */
export class Outbox {
  constructor(chat, changed) {
    this.chat = chat;
    this.changed = changed;
    this.waiting = [];
    this.failing = false;
    this.running = false;
    this.wake = () => {};
  }

  /**
   * Sends an update; returns a promise of how it ended: "taken", "refused", or "withdrawn".
   * `file` is sent before it, and becomes its field of that name.
   */
  send(update, file = null) {
    return new Promise((resolve) => {
      this.waiting.push({ update: { chat: this.chat, key: crypto.randomUUID(), ...update }, file, resolve });
      this.run();
    });
  }

  /** Tries at once what would be tried later. */
  tryNow() {
    this.wake();
  }

  /** Forgets the sending with that key, if it is still waiting. */
  takeBack(key) {
    this.end(key, "withdrawn");
  }

  /** Notes that the message with that key is in the chat: a sending whose answer was lost is done. */
  arrived(key) {
    this.end(key, "taken");
  }

  end(key, how) {
    const found = this.waiting.find((item) => item.update.key === key);
    if (!found) return;
    this.waiting.splice(this.waiting.indexOf(found), 1);
    found.resolve(how);
    if (!this.waiting.length) this.tell(false);
  }

  async run() {
    if (this.running) return;
    this.running = true;
    for (let tries = 0; this.waiting.length; tries += 1) {
      const [item] = this.waiting;
      const answer = await attempt(item);
      if (answer === "later") {
        if (!this.waiting.includes(item)) continue;
        this.tell(true);
        await this.pause(WAITS[Math.min(tries, WAITS.length - 1)]);
      } else {
        tries = -1;
        this.tell(false);
        this.end(item.update.key, answer);
      }
    }
    this.running = false;
  }

  pause(milliseconds) {
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, milliseconds);
    });
  }

  tell(failing) {
    if (failing === this.failing) return;
    this.failing = failing;
    this.changed();
  }
}

async function attempt(item) {
  try {
    if (item.file && !item.update.file) {
      const stored = await post("/api/photos", item.file, "application/octet-stream");
      if (!stored.ok) return outcome(stored);
      item.update.file = (await stored.json()).file;
    }
    return outcome(await post("/api/updates", JSON.stringify(item.update), "application/json"));
  } catch {
    // No answer, or half of one: nobody knows whether it was taken, and sending it again is safe.
    return "later";
  }
}

function outcome(answer) {
  if (answer.ok) return "taken";
  return answer.status >= 500 ? "later" : "refused";
}

/** Posts to the program; the answer is for the caller to judge. */
export function post(address, body, type) {
  return fetch(address, { method: "POST", body, headers: { "Content-Type": type } });
}
