// SPDX-License-Identifier: EPL-2.0
// Fault injection: for all devices or for one.

import { api } from "./api.js";
import { button, field, h, toast } from "./dom.js";
import { dialog } from "./dialogs.js";
import { listed, t } from "./lang.js";
import { activeFaults } from "./store.js";

const REFUSALS = [
  [0, t("off")], [1, t("1: protocol version")], [2, t("2: identifier rejected")], [3, t("3: server unavailable")],
  [4, t("4: bad user name or password")], [5, t("5: not authorised")],
];

const REPLY_FORMS = [
  ["proper", t("off")], ["no-code", t("no code")], ["text-code", t("the code as text")], ["wrong-code", t("a code that is no number")],
  ["no-data", t("no data")], ["object-message", t("a message that is an object")], ["no-id", t("no id")], ["cut-off", t("cut off in the middle")],
];

const SUBSCRIPTIONS = [
  ["granted", t("off")], ["custom-refused", t("custom topics")], ["services-refused", t("properties to set and services")],
  ["refused", t("everything")], ["unanswered", t("everything, without an answer")],
];

const HTTPS_FORMS = [
  ["proper", t("off")], ["cut-off", t("closed behind the headers")], ["html", t("a page in place of JSON")], ["trickle", t("one byte a second")],
  ["none", t("no answer")], ["huge", t("20 MB of it")], ["twice", t("two objects")], ["text-code", t("the code as text")], ["no-code", t("no code")],
];

const COAP_FORMS = [
  ["proper", t("off")], ["lost", t("lost in transit")], ["unanswered", t("accepted, no answer")], ["late", t("answered three seconds later")],
  ["twice", t("answered twice")], ["other-token", t("answered with another token")], ["other-key", t("encrypted with another key")], ["reset", t("reset")],
];

const FORM = [
  { name: "refuse", label: t("Refuse every log-in with"), kind: "choice", choices: REFUSALS },
  { name: "kickAfterConnect", label: t("Cut each session right after its log-in"), kind: "switch" },
  { name: "silent", label: t("Never answer on a reply topic"), kind: "switch",
    hint: t("CONNECT, SUBSCRIBE and PUBLISH are still accepted.") },
  { name: "mute", label: t("Receive everything, send nothing"), kind: "switch",
    hint: t("No CONNACK, no PUBACK, no PINGRESP: a half-open link.") },
  { name: "delayRepliesMs", label: t("Delay replies by (ms)"), kind: "number", min: 0, max: 60000 },
  { name: "dropReplies", label: t("Drop the next replies (count)"), kind: "number", min: -1, max: 1000000, hint: t("-1 drops all.") },
  { name: "duplicateReplies", label: t("Send each reply twice"), kind: "switch" },
  { name: "reverseReplies", label: t("Hold replies and send them in reverse order (count)"), kind: "number", min: 0, max: 1000 },
  { name: "replyCode", label: t("Refuse every request with the code"), kind: "number", min: 0, max: 999999,
    hint: t("429, 460, 500, …; also for shadow requests, and for requests of a gateway for its sub-device. 0 turns this off.") },
  { name: "replyTimes", label: t("Number of requests to refuse"), kind: "number", min: 0, max: 1000000, hint: t("0 refuses all.") },
  { name: "replyForm", label: t("Malform replies"), kind: "choice", choices: REPLY_FORMS },
  { name: "replyTopic", label: t("Only replies on topics that contain"), kind: "text",
    hint: t("property/post_reply, …: the faults of replies leave all others alone. Empty is all.") },
  { name: "subscriptions", label: t("Refuse to subscribe"), kind: "choice", choices: SUBSCRIPTIONS },
  { name: "httpsCode", label: t("Over HTTPS: answer with the code"), kind: "number", min: 0, max: 99999,
    hint: t("20001, 40000, …; the message is not accepted. Enter “/auth” or “/topic/” in the field above to select one of the two. 0 turns this off.") },
  { name: "httpsStatus", label: t("Over HTTPS: answer with the status"), kind: "number", min: 0, max: 599, hint: t("301, 403, 502, …; the message is not accepted. 0 turns this off.") },
  { name: "httpsForm", label: t("Over HTTPS: malform answers"), kind: "choice", choices: HTTPS_FORMS },
  { name: "httpsTimes", label: t("Over HTTPS: number of answers"), kind: "number", min: 0, max: 1000000, hint: t("0 means all.") },
  { name: "coapCode", label: t("Over CoAP: answer with the code"), kind: "number", min: 0, max: 531, hint: t("401 for 4.01, 500 for 5.00, …; the message is not accepted. 0 turns this off.") },
  { name: "coapForm", label: t("Over CoAP: handling of requests"), kind: "choice", choices: COAP_FORMS },
  { name: "coapTimes", label: t("Over CoAP: number of requests"), kind: "number", min: 0, max: 1000000, hint: t("0 means all.") },
  { name: "coapLossPercent", label: t("Over CoAP: random message loss (%)"), kind: "number", min: 0, max: 100 },
];

/** The label in the form. */
const called = (choices, value) => choices.find(([choice]) => choice === value)?.[1] ?? value;

const times = (count) => (count === 1 ? t("once") : t("{0} times", count));

const WORDS = {
  refuse: (code) => t("refusing log-ins ({0})", code), silent: () => t("silent"), mute: () => t("mute"),
  kickAfterConnect: () => t("cutting sessions"), delayRepliesMs: (ms) => t("replies {0} ms late", ms),
  dropReplies: (count) => (count < 0 ? t("dropping replies") : t("dropping {0} replies", count)),
  duplicateReplies: () => t("replies twice"), reverseReplies: (count) => t("replies reversed by {0}", count),
  replyCode: (code) => t("refusing requests ({0})", code), replyForm: (form) => t("malformed replies ({0})", called(REPLY_FORMS, form)),
  replyTimes: times, replyTopic: (text) => t("only replies on {0}", text),
  subscriptions: (form) => t("subscriptions refused: {0}", called(SUBSCRIPTIONS, form)),
  httpsCode: (code) => t("code {0} over HTTPS", code), httpsStatus: (status) => t("status {0} over HTTPS", status),
  httpsForm: (form) => t("malformed answers over HTTPS ({0})", called(HTTPS_FORMS, form)), httpsTimes: times,
  coapCode: (code) => t("code {0} over CoAP", code), coapForm: (form) => t("requests over CoAP: {0}", called(COAP_FORMS, form)),
  coapTimes: times, coapLossPercent: (percent) => t("{0} % of CoAP messages lost", percent),
};

/** A short text with the active faults, or an empty text. */
export function inWords(faults) {
  return listed(activeFaults(faults).map(([name, value]) => (WORDS[name] ?? (() => name))(value)));
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

/** Opens the form; without an identity it applies to all devices. */
export function faultsDialog(identity, current) {
  const controls = FORM.map((entry) => ({ ...entry, ...control(entry, current?.[entry.name]) }));
  const { close } = dialog({
    title: identity ? t("Faults for {0}", identity.deviceName) : t("Faults for every device"), action: t("Apply"),
    content: [
      h("p", { class: "hint" }, identity
        ? t("Applies to this device only and replaces the general faults.")
        : t("Applies to every device without its own faults.")),
      h("div", { class: "fault-form" }, controls.map((one) => field(one.label, one.input, one.hint))),
      button(t("Clear faults"), async () => {
        await api.clearFaults(identity);
        toast(t("The faults have been cleared"));
        close();
      }),
    ],
    submit: async () => {
      const faults = Object.fromEntries(controls.map((one) => [one.name, one.read()]));
      await api.setFaults(identity, faults);
      toast(inWords(faults) === "" ? t("No faults") : t("Faults: {0}", inWords(faults)));
    },
  });
}
