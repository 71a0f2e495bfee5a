// One message as a phone shows it: the bubble, what is in it, and the choices below it.

import { el, icon } from "./dom.js";
import { plain, rendered } from "./markup.js";

/**
 * Returns the element of a message. `phone` gives the words and takes what is done on it:
 * `press(message, button, element)` and `edit(message)`.
 */
export function messageElement(message, phone) {
  const { words } = phone;
  const at = new Date(message.at);
  const who = message.mine ? words.say("you") : "Parvis";
  const spoken = el("span", { class: "unseen" }, `${words.say("says", { who, time: words.time(at) })}: `);
  const bubble = el("div", { class: "bubble" }, spoken, ...CONTENTS[message.kind](message, words), foot(message, at, words));
  const line = message.mine ? el("div", { class: "line" }, bubble) : bubble;
  const made = el("div", { class: message.mine ? "message mine" : "message", "data-id": message.id }, line);
  if (message.rows.length) made.append(choices(message, phone));
  return made;
}

/** Returns the button that lets a person edit the message it stands beside. */
export function editButton(message, phone) {
  const label = phone.words.say("edit");
  return el("button", { type: "button", class: "edit-mine", "aria-label": label, title: label, click: () => phone.edit(message) }, icon("edit"));
}

const CONTENTS = {
  text: (message, words) => [...picture(message, words), said(message)],
  photo: (message, words) => [...picture(message, words), said(message)],
  file: (message) => [
    el("a", { class: "with-icon", href: `/photos/${message.photo}`, download: message.detail.name }, icon("file"), message.detail.name),
    said(message),
  ],
  place: (message) => [
    el("div", { class: "with-icon" }, icon("place"), el("div", {}, message.detail.label, el("small", {}, coordinates(message.detail)))),
    said(message),
  ],
  sticker: (_, words) => [icon("sticker", "icon sticker-sun"), el("span", { class: "unseen" }, words.say("sticker"))],
};

function foot(message, at, words) {
  const edited = message.edited ? el("span", { class: "edited" }, words.say("edited")) : null;
  // The hour is hidden from a screen reader, which heard it before the words.
  return el("span", { class: "foot" }, edited, el("time", { "datetime": message.at, "aria-hidden": "true" }, words.time(at)));
}

function said(message) {
  if (!message.text) return null;
  return el("div", { class: "words" }, ...(message.mine ? [message.text] : rendered(message.text)));
}

function picture(message, words) {
  if (!message.photo) return [];
  const source = `/photos/${message.photo}`;
  const name = message.detail.name ?? "";
  const alt = message.mine ? words.say("photo_by_you", { name }) : message.detail.alt || words.say("photo_by_bot");
  return [el("a", { class: "picture", href: source, target: "_blank" }, el("img", { src: source, alt }))];
}

function coordinates({ latitude, longitude }) {
  return `${latitude.toFixed(3)}, ${longitude.toFixed(3)}`;
}

function choices(message, phone) {
  const button = (choice) =>
    el("button", { type: "button", class: "choice", click: (event) => phone.press(message, choice, event.currentTarget) }, choice.label);
  const rows = message.rows.map((row) => el("div", { class: "choice-row" }, ...row.map(button)));
  const about = plain(message.text).split("\n")[0].slice(0, 80);
  return el("div", { class: "choices", role: "group", "aria-label": about || "Parvis" }, ...rows);
}
