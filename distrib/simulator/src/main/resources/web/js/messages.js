// SPDX-License-Identifier: EPL-2.0
// Every message, live, newest first. The list is bounded; it is drawn once per frame, however many messages arrive.

import { api } from "./api.js";
import { button, h, text, toast } from "./dom.js";
import { bytes, clockTime, fullTime, prettyJson } from "./format.js";
import { counted, t } from "./lang.js";
import { told } from "./refusals.js";
import { on, state } from "./store.js";

const LIMIT = 500;
const REMEMBERED = 4000;
const kept = [];
const seen = new Set();
let startedAt;
let paused = false;
let reading = 0;
let missed = 0;
let scheduled = false;
let fresh = [];

const filter = { device: "", words: "", direction: "" };
const list = h("ol", { class: "log", "data-empty": t("No messages yet. They appear here as soon as a device sends one."), "aria-label": t("Messages, newest first") });
const count = h("p", { class: "count", role: "status" });
const deviceChoice = h("select", { "aria-label": t("Device") });
const search = h("input", { type: "search", placeholder: t("Topic or payload…"), "aria-label": t("Topic or payload contains") });
const directions = h("select", { "aria-label": t("Direction") },
  h("option", { value: "" }, t("Both ways")), h("option", { value: "up" }, t("↑ Up")), h("option", { value: "down" }, t("↓ Down")));
const pauseButton = h("button", { type: "button", "aria-pressed": "false" }, t("Pause"));

const nameOf = (message) => `${message.productKey}/${message.deviceName}`;

function matches(message) {
  return (filter.device === "" || nameOf(message) === filter.device) &&
    (filter.direction === "" || message.direction === filter.direction) &&
    (filter.words === "" || `${message.topic}\n${message.payload}`.toLowerCase().includes(filter.words));
}

function shortTopic(message) {
  const own = `/${message.productKey}/${message.deviceName}/`;
  const at = message.topic.indexOf(own);
  return at < 0 ? [h("span", {}, message.topic)] :
    [h("span", { class: "faint" }, `${message.topic.slice(0, at)}/…/`), h("span", {}, message.topic.slice(at + own.length))];
}

function detail(message) {
  const notes = [message.truncated && t("only the first {0} characters are kept", counted(message.payload.length)),
    message.encoding === "base64" && t("not UTF-8: shown in base64")].filter(Boolean).join("; ");
  return h("div", { class: "message-body" },
    h("p", { class: "message-facts" },
      h("code", { class: "wrap" }, message.topic),
      h("span", {}, t("QoS {0} · {1} · {2} · no. {3}", message.qos, bytes(message.size), fullTime(message.time), message.seq))),
    notes && h("p", { class: "hint" }, notes),
    message.note && h("p", { class: "note" }, told(message.note)),
    prettyJson(message.payload ?? ""));
}

/** The list is not updated while it is paused or while a message is open. */
const held = () => paused || reading > 0;

/** The main content of an Alink message in one line; other messages unchanged. */
function gist(message) {
  const payload = message.payload ?? "";
  let read;
  try {
    read = JSON.parse(payload);
  } catch {
    return payload;
  }
  if (typeof read?.code === "number") {
    const words = [read.message, read.data && Object.keys(read.data).length > 0 && JSON.stringify(read.data)];
    return [h("b", { class: read.code === 200 ? "code-good" : "code-bad" }, read.code), " ", words.filter(Boolean).join(" ")];
  }
  return read?.params === undefined ? payload : JSON.stringify(read.params);
}

function row(message) {
  const up = message.direction === "up";
  const details = h("details", { class: `message ${up ? "up" : "down"}${message.note ? " noted" : ""}` },
    h("summary", {},
      h("span", { class: "way", title: up ? t("device to platform") : t("platform to device") },
        h("span", { "aria-hidden": "true" }, up ? "↑" : "↓"), h("span", { class: "unseen" }, up ? t("up") : t("down"))),
      h("time", { datetime: new Date(message.time).toISOString() }, clockTime(message.time)),
      h("span", { class: "who" }, message.deviceName ?? ""),
      h("span", { class: "topic", title: message.topic }, message.transport && h("b", {}, `${message.transport} `), shortTopic(message)),
      h("span", { class: "snippet" }, message.note && h("b", { class: "flag" }, told(message.note)), gist(message))));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) {
      details.append(detail(message));
    }
    reading = list.querySelectorAll("details[open]").length;
    flow();
  });
  const item = h("li", {}, details);
  return item;
}

function say() {
  const shown = list.children.length;
  const filtered = filter.device !== "" || filter.words !== "" || filter.direction !== "";
  text(count, held() ? t(paused ? "Paused, {0} new" : "Paused while a message is open, {0} new", missed) :
    filtered ? t("{0} of {1} match", shown, kept.length) : kept.length === LIMIT ? t("the last {0}", LIMIT) : `${kept.length}`);
  list.classList.toggle("none", shown === 0);
}

function draw() {
  scheduled = false;
  const batch = fresh.slice(-LIMIT).filter(matches).reverse().map(row);
  fresh = [];
  if (batch.length > 0) {
    list.prepend(...batch);
    while (list.children.length > LIMIT) {
      list.lastElementChild.remove();
    }
  }
  say();
}

function redraw() {
  fresh = [];
  reading = 0;
  missed = 0;
  list.replaceChildren(...kept.filter(matches).reverse().map(row));
  say();
}

function soon() {
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(draw);
  }
}

/** Adds a message; returns false if it is already in the list (the stream and the initial request overlap). */
function keep(message) {
  if (seen.has(message.seq)) {
    return false;
  }
  seen.add(message.seq);
  if (seen.size > REMEMBERED) {
    seen.delete(seen.values().next().value);
  }
  kept.push(message);
  if (kept.length > LIMIT) {
    kept.shift();
  }
  return true;
}

function take(message) {
  if (!keep(message)) {
    return;
  }
  if (held()) {
    missed++;
    say();
  } else {
    fresh.push(message);
    soon();
  }
}

function flow() {
  if (!held() && missed > 0) {
    fresh.push(...kept.slice(-missed));
    missed = 0;
    soon();
  }
  say();
}

async function catchUp() {
  const platform = await api.platform();
  if (startedAt !== undefined && startedAt !== platform.startedAt) {
    seen.clear();
    kept.length = 0;
    redraw();
  }
  startedAt = platform.startedAt;
  const added = (await api.messages(LIMIT)).filter(keep).length;
  kept.sort((one, other) => one.seq - other.seq);
  if (held()) {
    missed += added;
    say();
  } else {
    redraw();
  }
}

function fillDevices() {
  const names = state.devices.map(nameOf);
  const chosen = filter.device;
  if (chosen !== "" && !names.includes(chosen)) {
    names.push(chosen);
  }
  deviceChoice.replaceChildren(h("option", { value: "" }, t("Every device")),
    ...names.map((name) => h("option", { value: name }, name.slice(name.indexOf("/") + 1))));
  deviceChoice.value = chosen;
}

function setPaused(value) {
  paused = value;
  pauseButton.textContent = paused ? t("Resume") : t("Pause");
  pauseButton.setAttribute("aria-pressed", String(paused));
  pauseButton.classList.toggle("on", paused);
  flow();
}

function clear() {
  kept.length = 0;
  redraw();
}

/** Shows the messages of one device only. */
export function showOnly({ productKey, deviceName }) {
  filter.device = `${productKey}/${deviceName}`;
  fillDevices();
  redraw();
}

/** Fills the panel and subscribes to the stream. */
export function openMessages(panel) {
  pauseButton.addEventListener("click", () => setPaused(!paused));
  deviceChoice.addEventListener("input", () => { filter.device = deviceChoice.value; redraw(); });
  directions.addEventListener("input", () => { filter.direction = directions.value; redraw(); });
  search.addEventListener("input", () => { filter.words = search.value.toLowerCase(); redraw(); });
  panel.append(
    h("header", { class: "pane-head" }, h("h2", {}, t("Messages")), count,
      h("div", { class: "tools" }, pauseButton, button(t("Clear"), clear))),
    h("div", { class: "filters" }, deviceChoice, directions, search),
    list);
  on("message", take);
  on("hello", () => catchUp().catch((failure) => toast(failure.message, "bad")));
  on("registry", fillDevices);
  fillDevices();
  say();
}
