// SPDX-License-Identifier: EPL-2.0
// What the platform has recorded of a device: tags, custom topics, raw data, log lines.

import { api } from "./api.js";
import { follow, payloadBlock, timeoutField } from "./commands.js";
import { dialog, publishAnything } from "./dialogs.js";
import { button, field, h, toast } from "./dom.js";
import { prettyJson, timeAgo } from "./format.js";
import { recordTable } from "./tabs.js";

export function tagsPanel({ identity }) {
  const element = h("div", {});
  return {
    name: "Tags", changes: ["tags"], element,
    async load() {
      const rows = (await api.tags(identity)).map((one) => h("tr", {},
        h("th", { scope: "row" }, h("code", {}, one.attrKey)), h("td", {}, one.attrValue),
        h("td", {}, one.domain && h("span", { class: "kind" }, one.domain))));
      element.replaceChildren(recordTable(["Key", "Value", ""], rows, "The device has given itself no tags."));
    },
  };
}

export function customPanel({ identity }) {
  const element = h("div", {});
  return {
    name: "Topics", changes: ["custom"], element,
    async load() {
      const own = `/${identity.productKey}/${identity.deviceName}/`;
      const rows = (await api.custom(identity)).reverse().map((one) => h("tr", {},
        h("td", { class: "when" }, timeAgo(one.time)),
        h("th", { scope: "row" }, h("code", {}, one.topic.startsWith(own) ? one.topic.slice(own.length) : one.topic)),
        h("td", {}, one.text === undefined ? payloadBlock(one) : prettyJson(one.text))));
      element.replaceChildren(
        h("div", { class: "tab-head" }, h("p", {}, "Topics below ", h("code", { class: "wrap" }, own)),
          button("Publish…", () => publishAnything(identity, true), { class: "small" })),
        recordTable(["When", "Topic", "Payload"], rows, "Nothing has come on a custom topic."));
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
  const way = h("select", {}, [["down-raw", "thing/model/down_raw"], ["rrpc", "Synchronous, by RRPC"],
    ["ext-rrpc", "Synchronous, on /ext/rrpc"]].map(([value, label]) => h("option", { value }, label)));
  dialog({
    title: `Send bytes to ${identity.deviceName}`, action: "Send", cancel: "Close", wide: true,
    content: [field("Bytes", bytes, "Hexadecimal; spaces do not count."), field("Way", way), timeout.element, outcome],
    submit: () => follow(outcome, () => api.sendRaw(identity,
      { payloadHex: bytes.value, way: way.value, timeoutMs: Number(timeout.input.value) })),
  });
}

function answerDialog(identity, now, done) {
  const bytes = hexInput(now);
  dialog({
    title: "What raw data is answered", action: "Save",
    content: [field("Bytes of up_raw_reply", bytes, "On the platform the product's parsing script makes them. Hexadecimal.")],
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
      h("td", {}, !one.taken && h("span", { class: "kind alert" }, "not taken"))));
    element.replaceChildren(
      h("div", { class: "tab-head" }, h("p", {}, "Answered ", h("code", {}, answer.hex),
        ", if the product is set to “Do not parse”"),
      button("Send bytes…", () => sendDialog(identity), { class: "small" }),
      button("Answer…", () => answerDialog(identity, answer.hex, load), { class: "small" })),
      recordTable(["When", "Bytes", ""], rows, "No raw data has come."));
  };
  return { name: "Raw", changes: ["raw"], element, load };
}

export function logPanel({ identity }) {
  const element = h("div", {});
  const load = async () => {
    const { mode, items } = await api.logs(identity);
    const rows = items.reverse().map((one) => h("tr", {},
      h("td", { class: "when" }, one.utcTime), h("td", {}, h("span", { class: `kind ${one.logLevel}` }, one.logLevel)),
      h("th", { scope: "row" }, one.module, one.code && h("code", { class: "sub" }, one.code)), h("td", {}, one.logContent)));
    const sending = h("input", { type: "checkbox", role: "switch", checked: mode === 1, id: "log-mode" });
    sending.addEventListener("input", () => api.logMode(identity, sending.checked ? 1 : 0)
      .catch((failure) => toast(failure.message, "bad")));
    element.replaceChildren(
      h("p", { class: "inline-switch tab-head" }, sending, h("label", { for: "log-mode" }, "The device is to send its log")),
      recordTable(["When", "Level", "Module", "Line"], rows, "No log lines have come."));
  };
  return { name: "Log", changes: ["logs"], element, load };
}
