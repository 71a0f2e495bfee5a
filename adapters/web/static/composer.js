// The lower edge of a phone: the box, the photo that goes with it, and the sheets that send something at once.

import { el } from "./dom.js";
import { sheets } from "./sheets.js";

const MAX_PHOTO_BYTES = 10 * 1024 * 1024;

/** The composer of a phone, which sends through `phone.outbox` and keeps what is written until it is taken. */
export class Composer {
  constructor(phone, about) {
    this.phone = phone;
    this.root = phone.root.querySelector(".composer");
    this.box = this.root.querySelector(".box");
    this.file = this.root.querySelector(".file");
    this.photo = null;
    this.editing = null;
    this.sending = null;
    this.sheets = sheets(phone.root);
    this.fillSheets(about);
    this.listen();
    this.box.value = phone.memory.read("draft");
    // What could not be sent before a reload goes on being sent, under its own key.
    if (this.box.value && this.unsent().text === this.box.value) this.submit();
    else this.fit();
  }

  listen() {
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("paste", (event) => this.given(event, event.clipboardData));
    this.phone.root.addEventListener("dragover", (event) => event.preventDefault());
    this.phone.root.addEventListener("drop", (event) => this.given(event, event.dataTransfer));
    this.file.addEventListener("change", () => this.attach(this.file.files[0]));
  }

  fillSheets({ places, commands }) {
    const { words, persona } = this.phone;
    const title = (name) => el("p", { class: "sheet-title" }, words.say(name));
    const known = commands[persona.language] ?? commands.en ?? [];
    const offered = known.map(({ name, does }) => this.entry(() => this.command(name), el("code", {}, `/${name}`), does));
    this.root.querySelector('[data-name="commands"]').append(title("commands_of"), ...offered);
    const spots = places.map((place) => this.entry(() => this.send({ kind: "place", ...place }), place.label));
    this.root.querySelector('[data-name="places"]').append(title("where"), ...spots);
  }

  entry(act, ...children) {
    const pressed = () => {
      this.sheets.close(true);
      act();
    };
    return el("button", { type: "button", class: "entry", click: pressed }, ...children);
  }

  command(name) {
    this.send({ kind: "text", text: `/${name}` });
  }

  async send(update, file = null) {
    if (this.phone.blocked && update.kind !== "unblock") {
      this.phone.toast(this.phone.words.say("blocked"));
      return "refused";
    }
    const ended = await this.phone.outbox.send(update, file);
    if (ended !== "withdrawn") this.phone.refused(ended === "refused");
    return ended;
  }

  unsent() {
    return JSON.parse(this.phone.memory.read("unsent") || "{}");
  }

  key(event) {
    // An input method that is still composing a character uses Enter for itself.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && !this.box.value && this.phone.log.lastMine) {
      event.preventDefault();
      this.edit(this.phone.log.lastMine);
    } else if (event.key === "Escape" && this.editing) {
      this.stopEditing();
    }
  }

  async submit() {
    const text = this.box.value;
    const { photo, editing, sending } = this;
    if (sending) {
      // What was typed behind it follows as soon as it is taken.
      sending.again = true;
      this.phone.outbox.tryNow();
    }
    if (sending || (!text.trim() && !photo)) return;
    const before = this.unsent();
    this.sending = { text, key: before.text === text && !photo && !editing ? before.key : crypto.randomUUID() };
    this.phone.memory.write("unsent", photo || editing ? "" : JSON.stringify(this.sending));
    this.phone.refused(false);
    const ended = await this.send({ key: this.sending.key, ...contents(text, photo, editing) }, photo);
    const { again } = this.sending;
    this.sending = null;
    if (ended !== "taken") return;
    this.sent(text, photo, editing);
    if (again) this.submit();
  }

  sent(text, photo, editing) {
    this.phone.memory.write("unsent", "");
    if (photo && this.photo === photo) this.attach(null);
    if (editing) this.stopEditing();
    // What was typed meanwhile stays.
    else this.write(this.box.value.startsWith(text) ? this.box.value.slice(text.length) : this.box.value);
  }

  changed() {
    this.fit();
    this.phone.memory.write("draft", this.editing ? "" : this.box.value);
    this.phone.refused(false);
    // Words that could not be sent yet and are changed are other words, to be sent when their writer says so.
    if (this.sending && this.phone.outbox.failing) this.phone.outbox.takeBack(this.sending.key);
  }

  write(text) {
    this.box.value = text;
    this.changed();
  }

  fit() {
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
  }

  edit(message) {
    this.editing = message;
    this.root.querySelector(".editing").hidden = false;
    this.label("save_edit");
    this.write(message.text);
    this.box.focus();
  }

  stopEditing() {
    this.editing = null;
    this.root.querySelector(".editing").hidden = true;
    this.label("send");
    this.write("");
    this.box.focus();
  }

  label(name) {
    const use = name === "send" ? "send" : "check";
    const button = this.root.querySelector(".send");
    button.title = this.phone.words.say(name);
    button.setAttribute("aria-label", button.title);
    button.querySelector("use").setAttribute("href", `#icon-${use}`);
  }

  given(event, transfer) {
    const file = [...(transfer?.files ?? [])][0];
    if (!file) return;
    event.preventDefault();
    this.attach(file);
    this.box.focus();
  }

  choosePhoto() {
    this.file.click();
  }

  attach(file) {
    const { words } = this.phone;
    const shown = this.root.querySelector(".attached");
    const preview = shown.querySelector("img");
    this.file.value = "";
    URL.revokeObjectURL(preview.src);
    if (file && file.size > MAX_PHOTO_BYTES) {
      const size = (file.size / 1024 / 1024).toFixed(1);
      this.phone.toast(words.say("photo_too_large", { name: file.name, size }));
      return;
    }
    this.photo = file;
    shown.hidden = !file;
    if (!file) return;
    preview.hidden = !file.type.startsWith("image/");
    preview.src = URL.createObjectURL(file);
    shown.querySelector(".attached-name").textContent = file.name;
    shown.querySelector("button").setAttribute("aria-label", words.say("remove_photo", { name: file.name }));
    this.box.focus();
  }
}

function contents(text, photo, editing) {
  if (editing) return { kind: "edit", message: String(editing.id), text };
  if (!photo) return { kind: "text", text };
  return { kind: photo.type.startsWith("image/") ? "photo" : "file", name: photo.name, text };
}
