// SPDX-License-Identifier: EPL-2.0
// Misbehaviour on purpose: for every device, or for one.

import { api } from "./api.js";
import { button, field, h, toast } from "./dom.js";
import { dialog } from "./dialogs.js";
import { activeFaults } from "./store.js";

const REFUSALS = [
  [0, "off"], [1, "1: protocol version"], [2, "2: identifier rejected"], [3, "3: server unavailable"],
  [4, "4: bad user name or password"], [5, "5: not authorised"],
];

const REPLY_FORMS = [
  ["proper", "off"], ["no-code", "no code"], ["text-code", "the code as text"], ["wrong-code", "a code that is no number"],
  ["no-data", "no data"], ["object-message", "a message that is an object"], ["no-id", "no id"], ["cut-off", "cut off in the middle"],
];

const SUBSCRIPTIONS = [
  ["granted", "off"], ["custom-refused", "custom topics"], ["services-refused", "properties to set and services"],
  ["refused", "everything"], ["unanswered", "everything, by no answer"],
];

const FORM = [
  { name: "refuse", label: "Refuse every log-in with", kind: "choice", choices: REFUSALS },
  { name: "kickAfterConnect", label: "Cut each session right after its log-in", kind: "switch" },
  { name: "silent", label: "Never answer on a reply topic", kind: "switch",
    hint: "CONNECT, SUBSCRIBE and PUBLISH are accepted as ever." },
  { name: "mute", label: "Read everything, send nothing", kind: "switch",
    hint: "No CONNACK, no PUBACK, no PINGRESP: a half-open link." },
  { name: "delayRepliesMs", label: "Delay replies by (ms)", kind: "number", min: 0, max: 60000 },
  { name: "dropReplies", label: "Drop the next replies (count)", kind: "number", min: -1, max: 1000000, hint: "-1 drops all of them." },
  { name: "duplicateReplies", label: "Send each reply twice", kind: "switch" },
  { name: "reverseReplies", label: "Hold replies and send them last first (count)", kind: "number", min: 0, max: 1000 },
  { name: "replyCode", label: "Refuse every request with the code", kind: "number", min: 0, max: 999999,
    hint: "429, 460, 500, …; of the shadow too, and of a sub-device what its gateway asks for it. 0 is off." },
  { name: "replyTimes", label: "Refuse so many requests (count)", kind: "number", min: 0, max: 1000000, hint: "0 refuses all of them." },
  { name: "replyForm", label: "Malform replies", kind: "choice", choices: REPLY_FORMS },
  { name: "replyTopic", label: "Only replies on topics that contain", kind: "text",
    hint: "property/post_reply, …: the faults of replies leave all others alone. Empty is all." },
  { name: "subscriptions", label: "Refuse to subscribe", kind: "choice", choices: SUBSCRIPTIONS },
];

const WORDS = {
  refuse: (code) => `refusing log-ins (${code})`, silent: () => "silent", mute: () => "mute",
  kickAfterConnect: () => "cutting sessions", delayRepliesMs: (ms) => `replies ${ms} ms late`,
  dropReplies: (count) => (count < 0 ? "dropping replies" : `dropping ${count} replies`),
  duplicateReplies: () => "replies twice", reverseReplies: (count) => `replies reversed by ${count}`,
  replyCode: (code) => `refusing requests (${code})`, replyForm: (form) => `malformed replies (${form})`,
  replyTimes: (count) => `${count} times`, replyTopic: (text) => `only replies on ${text}`,
  subscriptions: (form) => `subscriptions ${form}`,
};

/** The faults in force in a few words, or an empty text. */
export function inWords(faults) {
  return activeFaults(faults).map(([name, value]) => (WORDS[name] ?? (() => name))(value)).join(", ");
}

function control(entry, value) {
  if (entry.kind === "choice") {
    const choices = entry.choices;
    const input = h("select", {}, choices.map(([choice, label]) => h("option", { value: String(choice) }, label)));
    input.value = String(value ?? choices[0][0]);
    return { input, read: () => choices.find(([choice]) => String(choice) === input.value)[0] };
  }
  if (entry.kind === "switch") {
    const input = h("input", { type: "checkbox", role: "switch", checked: value === true });
    return { input, read: () => input.checked };
  }
  if (entry.kind === "text") {
    const input = h("input", { type: "text", value: value ?? "" });
    return { input, read: () => input.value.trim() };
  }
  const input = h("input", { type: "number", required: true, step: 1, min: entry.min, max: entry.max, value: value ?? 0 });
  return { input, read: () => Number(input.value) };
}

/** Opens the form; without an identity it is about every device. */
export function faultsDialog(identity, current) {
  const controls = FORM.map((entry) => ({ ...entry, ...control(entry, current?.[entry.name]) }));
  const { close } = dialog({
    title: identity ? `Faults for ${identity.deviceName}` : "Faults for every device", action: "Apply",
    content: [
      h("p", { class: "hint" }, identity
        ? "In force for this device alone, in place of the general ones."
        : "In force for every device that has no faults of its own."),
      h("div", { class: "fault-form" }, controls.map((one) => field(one.label, one.input, one.hint))),
      button("Behave again", async () => {
        await api.clearFaults(identity);
        toast("The simulator behaves again");
        close();
      }),
    ],
    submit: async () => {
      const faults = Object.fromEntries(controls.map((one) => [one.name, one.read()]));
      await api.setFaults(identity, faults);
      toast(inWords(faults) === "" ? "No faults" : `Faults: ${inWords(faults)}`);
    },
  });
}
