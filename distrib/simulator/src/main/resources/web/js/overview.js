// SPDX-License-Identifier: EPL-2.0
// The platform: addresses, sessions, recent events and active faults.

import { api } from "./api.js";
import { button, copyButton, facts, h, toast } from "./dom.js";
import { confirmed, deviceHash } from "./dialogs.js";
import { faultsDialog, inWords } from "./faults.js";
import { clockTime, timeAgo } from "./format.js";
import { counted, parts, t } from "./lang.js";
import { told } from "./refusals.js";
import { on, state } from "./store.js";
import { recordTable } from "./tabs.js";

const SCHEMES = [
  ["tcp", (host, port) => `tcp://${host}:${port}`, t("MQTT")],
  ["tls", (host, port) => `ssl://${host}:${port}`, t("MQTT over TLS")],
  ["ws", (host, port) => `ws://${host}:${port}/mqtt`, t("MQTT over WebSocket")],
  ["wss", (host, port) => `wss://${host}:${port}/mqtt`, t("MQTT over secure WebSocket")],
  ["https", (host, port) => `https://${host}:${port}`, t("HTTPS authentication and registration (auth.url)")],
  ["coaps", (host, port) => `coaps://${host}:${port}`, t("CoAP over DTLS")],
  ["coap", (host, port) => `coap://${host}:${port}`, t("CoAP with symmetric encryption")],
];

const KINDS = { connected: t("connected"), disconnected: t("disconnected"), refused: t("refused"), registered: t("registered") };

/** The authentication of a device. */
export const loginWord = (login) => {
  const [, gateway] = /^gateway (.*)$/.exec(login) ?? [];
  return gateway ? t("gateway {0}", gateway) : { signature: t("signature"), token: t("token") }[login] ?? login;
};

function hostOf(platform) {
  return ["0.0.0.0", "::", undefined].includes(platform.bind) ? location.hostname : platform.bind;
}

function addressTable(platform) {
  const host = hostOf(platform);
  return h("table", { class: "addresses" },
    h("caption", { class: "unseen" }, t("Addresses for devices")),
    h("thead", { class: "unseen" }, h("tr", {}, h("th", {}, t("Access method")), h("th", {}, t("Address")), h("th", {}, t("Copy")))),
    h("tbody", {}, SCHEMES.filter(([name]) => platform.ports?.[name] > 0).map(([name, address, label]) => {
      const shown = h("code", {}, address(host, platform.ports[name]));
      return h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, shown),
        h("td", {}, copyButton(label, () => shown.textContent, shown)));
    })));
}

function limitFacts(limits) {
  return limits && facts([
    [t("Payload"), t("at most {0} KB", counted(limits.maxPayloadBytes / 1024))],
    [t("Properties in one post"), t("at most {0}", limits.maxPropertiesPerPost)],
    [t("Keep-alive"), t("{0} to {1} s", limits.keepAliveMinSeconds, limits.keepAliveMaxSeconds)],
    [t("Token lifetime"), t("{0} days", counted(limits.tokenLifetimeSeconds / 86400, 2))],
  ]);
}

function platformCard() {
  const platform = state.platform;
  if (!platform) {
    return [h("p", { class: "empty" }, t("No answer yet."))];
  }
  return [
    addressTable(platform),
    platform.ports?.https > 0 && h("p", { class: "hint" }, parts("A gateway's auth.url is the address without a path, as it is copied here. Other clients add {0} or {1}.",
      h("code", {}, "/auth/devicename"), h("code", {}, "/auth/register/device"))),
    platform.instanceId && facts([[t("Instance"), platform.instanceId]]),
    h("p", { class: "hint" }, parts("TLS certificates are signed by {0}. {1}.",
      h("a", { href: "api/v1/ca.pem", download: "ca.pem" }, t("the simulator's own authority (ca.pem)")),
      h("a", { href: "openapi.yaml" }, t("REST description (OpenAPI)")))),
    h("details", {}, h("summary", {}, t("Limits")), limitFacts(platform.limits)),
  ];
}

function sessionTable() {
  if (!state.known) {
    return h("p", { class: "empty" }, t("No answer yet."));
  }
  if (state.sessions.length === 0) {
    return h("p", { class: "empty" }, t("No device is connected. Create one, then log in with its credentials."));
  }
  return recordTable([t("Device"), t("From"), t("Since"), t("Log-in")], state.sessions.map((one) => h("tr", {},
      h("th", { scope: "row" }, h("a", { href: deviceHash(one) }, one.deviceName)),
      h("td", {}, one.transport, h("code", { class: "sub wrap" }, one.remote)), h("td", { class: "when" }, timeAgo(one.since)),
      h("td", {}, loginWord(one.login), one.keepAliveSeconds > 0 && h("span", { class: "sub" }, t("keep-alive {0} s", one.keepAliveSeconds))))), "");
}

/** One line of the session events. */
export function changeLine(change) {
  return h("li", { class: `change ${change.kind}` },
    h("time", { datetime: new Date(change.time).toISOString() }, clockTime(change.time)),
    h("span", { class: "change-kind" }, KINDS[change.kind] ?? change.kind),
    h("span", { class: "change-who" }, change.deviceName
      ? h("a", { href: deviceHash(change) }, change.deviceName)
      : h("code", { class: "wrap" }, change.clientId ?? t("unknown")),
    change.reason && h("span", { class: "change-why" }, change.kind === "refused" && change.returnCode
      ? t("code {0}: {1}", change.returnCode, told(change.reason)) : told(change.reason))));
}

function figures() {
  const of = (status) => state.devices.filter((one) => one.status === status).length;
  return [[t("Products"), state.products.length], [t("Devices"), state.devices.length], [t("Online"), of("online")],
    [t("Disabled"), of("disabled")]].map(([label, value]) =>
    h("div", { class: "figure" }, h("span", { class: "figure-value" }, state.known ? value : "–"), h("span", { class: "figure-label" }, label)));
}

function brokerButton() {
  const running = state.platform?.brokerRunning !== false;
  return running
    ? button(t("Stop the broker"), () => confirmed(t("Stop the broker?"),
      t("All four MQTT ports close and every session ends, as in an outage. Start it again from here."), t("Stop"),
      async () => { await api.stopBroker(); toast(t("The broker is stopped"), "bad"); }))
    : button(t("Start the broker"), async () => { await api.startBroker(); toast(t("The broker is running again")); }, { class: "primary" });
}

/** Shows the overview in `view`; returns a function that ends it. */
export function openOverview(view) {
  const numbers = h("div", { class: "figures" });
  const platform = h("div", {});
  const sessions = h("div", {});
  const diary = h("ol", { class: "changes" });
  const faults = h("div", {});
  const drawRegistry = () => {
    numbers.replaceChildren(...figures());
    sessions.replaceChildren(sessionTable());
  };
  const drawPlatform = () => {
    const words = inWords(state.faults);
    platform.replaceChildren(...platformCard());
    faults.replaceChildren(
      h("p", { class: words === "" ? "hint" : "note" }, words === "" ? t("No faults are active.") : t("Active: {0}.", words)),
      h("div", { class: "actions" }, button(t("Faults for every device…"), () => faultsDialog(null, state.faults)),
        words !== "" && button(t("Clear faults"), () => api.clearFaults(null)), brokerButton()));
  };
  const drawDiary = () => diary.replaceChildren(...(state.changes.length > 0 ? state.changes.map(changeLine)
    : [h("li", { class: "empty" }, t("Log-ins, refusals and disconnections appear here as they happen."))]));
  view.replaceChildren(
    h("header", { class: "view-head" }, h("h1", {}, t("Overview"))),
    numbers,
    h("section", { class: "card" }, h("h2", {}, t("Connect a device")), platform),
    h("section", { class: "card" }, h("h2", {}, t("Sessions")), sessions),
    h("section", { class: "card" }, h("h2", {}, t("Recent events")), diary),
    h("section", { class: "card" }, h("h2", {}, t("Faults")), faults));
  drawRegistry();
  drawPlatform();
  drawDiary();
  const ends = [on("registry", drawRegistry), on("platform", drawPlatform), on("change", drawDiary)];
  return () => ends.forEach((end) => end());
}
