// SPDX-License-Identifier: EPL-2.0
// The platform as a whole: where to connect, who is connected, what happened, what misbehaves.

import { api } from "./api.js";
import { button, copyButton, facts, h, toast } from "./dom.js";
import { confirmed, deviceHash } from "./dialogs.js";
import { faultsDialog, inWords } from "./faults.js";
import { clockTime, timeAgo } from "./format.js";
import { on, state } from "./store.js";

const SCHEMES = [
  ["tcp", (host, port) => `tcp://${host}:${port}`, "MQTT"],
  ["tls", (host, port) => `ssl://${host}:${port}`, "MQTT over TLS"],
  ["ws", (host, port) => `ws://${host}:${port}/mqtt`, "MQTT over WebSocket"],
  ["wss", (host, port) => `wss://${host}:${port}/mqtt`, "MQTT over secure WebSocket"],
  ["https", (host, port) => `https://${host}:${port}/auth/devicename`, "HTTPS authentication"],
  ["https", (host, port) => `https://${host}:${port}/auth/register/device`, "Dynamic registration"],
];

const KINDS = { connected: "connected", disconnected: "disconnected", refused: "refused", registered: "registered" };

function hostOf(platform) {
  return ["0.0.0.0", "::", undefined].includes(platform.bind) ? location.hostname : platform.bind;
}

function addressTable(platform) {
  const host = hostOf(platform);
  return h("table", { class: "addresses" },
    h("caption", { class: "unseen" }, "Addresses for devices"),
    h("thead", { class: "unseen" }, h("tr", {}, h("th", {}, "Way in"), h("th", {}, "Address"), h("th", {}, "Copy"))),
    h("tbody", {}, SCHEMES.filter(([name]) => platform.ports?.[name] > 0).map(([name, address, label]) => {
      const shown = h("code", {}, address(host, platform.ports[name]));
      return h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, shown),
        h("td", {}, copyButton(label, () => shown.textContent, shown)));
    })));
}

function limitFacts(limits) {
  return limits && facts([
    ["Payload", `at most ${(limits.maxPayloadBytes / 1024).toLocaleString("en")} KB`],
    ["Properties in one post", `at most ${limits.maxPropertiesPerPost}`],
    ["Keep-alive", `${limits.keepAliveMinSeconds} to ${limits.keepAliveMaxSeconds} s`],
    ["Token lifetime", `${(limits.tokenLifetimeSeconds / 86400).toLocaleString("en", { maximumFractionDigits: 2 })} days`],
  ]);
}

function platformCard() {
  const platform = state.platform;
  if (!platform) {
    return [h("p", { class: "empty" }, "No answer yet.")];
  }
  return [
    addressTable(platform),
    platform.instanceId && facts([["Instance", platform.instanceId]]),
    h("p", { class: "hint" }, "TLS certificates are signed by ",
      h("a", { href: "api/v1/ca.pem", download: "ca.pem" }, "the simulator's own authority (ca.pem)"),
      ". ", h("a", { href: "openapi.yaml" }, "REST description (OpenAPI)"), "."),
    h("details", {}, h("summary", {}, "Limits"), limitFacts(platform.limits)),
  ];
}

function sessionTable() {
  if (state.sessions.length === 0) {
    return h("p", { class: "empty" }, "No device is connected. Create one, then log in with its credentials.");
  }
  return h("div", { class: "table-scroll" }, h("table", { class: "sessions" },
    h("thead", {}, h("tr", {}, ["Device", "From", "Since", "Log-in"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, state.sessions.map((one) => h("tr", {},
      h("th", { scope: "row" }, h("a", { href: deviceHash(one) }, one.deviceName)),
      h("td", {}, one.transport, h("code", { class: "sub" }, one.remote)), h("td", { class: "when" }, timeAgo(one.since)),
      h("td", {}, one.login, h("span", { class: "sub" }, `keep-alive ${one.keepAliveSeconds} s`)))))));
}

/** One line of the diary of sessions. */
export function changeLine(change) {
  return h("li", { class: `change ${change.kind}` },
    h("time", { datetime: new Date(change.time).toISOString() }, clockTime(change.time)),
    h("span", { class: "change-kind" }, KINDS[change.kind] ?? change.kind),
    h("span", { class: "change-who" }, change.deviceName
      ? h("a", { href: deviceHash(change) }, change.deviceName)
      : h("code", { class: "wrap" }, change.clientId ?? "unknown"),
    change.reason && h("span", { class: "change-why" }, change.kind === "refused" && change.returnCode
      ? `code ${change.returnCode}: ${change.reason}` : change.reason)));
}

function figures() {
  const of = (status) => state.devices.filter((one) => one.status === status).length;
  return [["Products", state.products.length], ["Devices", state.devices.length], ["Online", of("online")],
    ["Disabled", of("disabled")]].map(([label, value]) =>
    h("div", { class: "figure" }, h("span", { class: "figure-value" }, value), h("span", { class: "figure-label" }, label)));
}

function brokerButton() {
  const running = state.platform?.brokerRunning !== false;
  return running
    ? button("Stop the broker", () => confirmed("Stop the broker?",
      "All four MQTT ports close and every session ends, as in an outage. Start it again from here.", "Stop",
      async () => { await api.stopBroker(); toast("The broker is stopped", "bad"); }))
    : button("Start the broker", async () => { await api.startBroker(); toast("The broker runs again"); }, { class: "primary" });
}

/** Shows the overview in `view`; returns what ends it. */
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
      h("p", { class: words === "" ? "hint" : "note" }, words === "" ? "The simulator behaves." : `In force: ${words}.`),
      h("div", { class: "actions" }, button("Faults for every device…", () => faultsDialog(null, state.faults)),
        words !== "" && button("Behave again", () => api.clearFaults(null)), brokerButton()));
  };
  const drawDiary = () => diary.replaceChildren(...(state.changes.length > 0 ? state.changes.map(changeLine)
    : [h("li", { class: "empty" }, "Log-ins, refusals and disconnections appear here as they happen.")]));
  view.replaceChildren(
    h("header", { class: "view-head" }, h("h1", {}, "Overview")),
    numbers,
    h("section", { class: "card" }, h("h2", {}, "Connect a device"), platform),
    h("section", { class: "card" }, h("h2", {}, "Sessions"), sessions),
    h("section", { class: "card" }, h("h2", {}, "What happened"), diary),
    h("section", { class: "card" }, h("h2", {}, "Faults"), faults));
  drawRegistry();
  drawPlatform();
  drawDiary();
  const ends = [on("registry", drawRegistry), on("platform", drawPlatform), on("change", drawDiary)];
  return () => ends.forEach((end) => end());
}
