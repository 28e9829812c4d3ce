// SPDX-License-Identifier: EPL-2.0
// The records of a device: tags, custom topics, raw data, log lines.

import { api } from "./api.js";
import { follow, payloadBlock, timeoutField } from "./commands.js";
import { dialog, publishAnything } from "./dialogs.js";
import { button, field, h, long, toast } from "./dom.js";
import { prettyJson, timeAgo } from "./format.js";
import { parts, t } from "./lang.js";
import { recordTable } from "./tabs.js";

export function tagsPanel({ identity }) {
  const element = h("div", {});
  return {
    id: "tags", name: t("Tags"), changes: ["tags"], element,
    async load() {
      const rows = (await api.tags(identity)).map((one) => h("tr", {},
        h("th", { scope: "row" }, h("code", {}, one.attrKey)), h("td", {}, long(one.attrValue)),
        h("td", {}, one.domain && h("span", { class: "kind" }, one.domain))));
      element.replaceChildren(recordTable([t("Key"), t("Value"), ""], rows, t("The device has no tags.")));
    },
  };
}

export function customPanel({ identity }) {
  const element = h("div", {});
  return {
    id: "topics", name: t("Topics"), changes: ["custom"], element,
    async load() {
      const own = `/${identity.productKey}/${identity.deviceName}/`;
      const rows = (await api.custom(identity)).reverse().map((one) => h("tr", {},
        h("td", { class: "when" }, timeAgo(one.time)),
        h("th", { scope: "row" }, h("code", {}, one.topic.startsWith(own) ? one.topic.slice(own.length) : one.topic)),
        h("td", {}, one.text === undefined ? payloadBlock(one) : prettyJson(one.text))));
      element.replaceChildren(
        h("div", { class: "tab-head" }, h("p", {}, parts("Topics below {0}", h("code", { class: "wrap" }, own))),
          button(t("Publish…"), () => publishAnything(identity, true), { class: "small" })),
        recordTable([t("When"), t("Topic"), t("Payload")], rows, t("No messages received on custom topics.")));
    },
  };
}

function hexInput(value) {
  return h("input", { class: "code", required: true, autocomplete: "off", pattern: "([ :]*[0-9A-Fa-f]{2})+[ :]*", value });
}

function sendDialog(identity) {
  const outcome = h("div", { "aria-live": "polite" });
  const bytes = hexInput("");
  const timeout = timeoutField();
  const way = h("select", {}, [["down-raw", "thing/model/down_raw"], ["rrpc", t("Synchronous, by RRPC")],
    ["ext-rrpc", t("Synchronous, on /ext/rrpc")]].map(([value, label]) => h("option", { value }, label)));
  dialog({
    title: t("Send bytes to {0}", identity.deviceName), action: t("Send"), cancel: t("Close"), wide: true,
    content: [field(t("Bytes"), bytes, t("Hexadecimal; spaces do not count.")), field(t("Way"), way), timeout.element, outcome],
    submit: () => follow(outcome, () => api.sendRaw(identity,
      { payloadHex: bytes.value, way: way.value, timeoutMs: Number(timeout.input.value) })),
  });
}

function answerDialog(identity, now, done) {
  const bytes = hexInput(now);
  dialog({
    title: t("Answer to raw data"), action: t("Save"),
    content: [field(t("Bytes of up_raw_reply"), bytes, t("On the platform the product's parsing script creates them. Hexadecimal."))],
    submit: async () => {
      await api.answerRaw(identity, { payloadHex: bytes.value });
      await done();
    },
  });
}

export function rawPanel({ identity }) {
  const element = h("div", {});
  const load = async () => {
    const { answer, items } = await api.raw(identity);
    const rows = items.reverse().map((one) => h("tr", {},
      h("td", { class: "when" }, timeAgo(one.time)), h("td", {}, payloadBlock(one)),
      h("td", {}, !one.taken && h("span", { class: "kind alert" }, t("not accepted")))));
    element.replaceChildren(
      h("div", { class: "tab-head" }, h("p", {}, parts("Answered {0}, if the product is set to “Do not parse”", h("code", { class: "wrap" }, answer.hex))),
      button(t("Send bytes…"), () => sendDialog(identity), { class: "small" }),
      button(t("Answer…"), () => answerDialog(identity, answer.hex, load), { class: "small" })),
      recordTable([t("When"), t("Bytes"), ""], rows, t("No raw data received.")));
  };
  return { id: "raw", name: t("Raw"), changes: ["raw"], element, load };
}

export function logPanel({ identity }) {
  const element = h("div", {});
  const load = async () => {
    const { mode, items } = await api.logs(identity);
    const rows = items.reverse().map((one) => h("tr", {},
      h("td", { class: "when" }, one.utcTime), h("td", {}, h("span", { class: `kind ${one.logLevel}` }, one.logLevel)),
      h("th", { scope: "row" }, one.module, one.code && h("code", { class: "sub" }, one.code)), h("td", {}, long(one.logContent))));
    const sending = h("input", { type: "checkbox", role: "switch", checked: mode === 1, id: "log-mode" });
    sending.addEventListener("input", () => api.logMode(identity, sending.checked ? 1 : 0)
      .catch((failure) => toast(failure.message, "bad")));
    element.replaceChildren(
      h("p", { class: "inline-switch tab-head" }, sending, h("label", { for: "log-mode" }, t("The device should send its log"))),
      recordTable([t("When"), t("Level"), t("Module"), t("Line")], rows, t("No log lines received.")));
  };
  return { id: "log", name: t("Log"), changes: ["logs"], element, load };
}
