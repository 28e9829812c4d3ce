// SPDX-License-Identifier: EPL-2.0
// Remote configuration of a product: the switch, the editor, the push, former versions, what devices answered.

import { api } from "./api.js";
import { confirmed, deviceHash, dialog } from "./dialogs.js";
import { button, h, toast } from "./dom.js";
import { bytes, fullTime, prettyJson, timeAgo } from "./format.js";
import { coalesced, state } from "./store.js";
import { recordTable } from "./tabs.js";

const ANSWERS = {
  none: ["", "not pushed yet"],
  sent: ["busy", "sent, no answer yet"],
  kept: ["busy", "waits in its persistent session"],
  away: ["", "was away: has to ask"],
  accepted: ["good", "accepted"],
  refused: ["bad", "refused"],
};

function short(id) {
  return h("code", { title: id }, id.slice(0, 8));
}

function asked(device) {
  if (!device?.askedAt) {
    return h("span", { class: "faint" }, "never");
  }
  const words = { 200: "got ", 6713: "told it is off ", 6710: "told there is none " }[device.askedCode] ?? `told ${device.askedCode} `;
  return [words, device.askedCode === 200 && [short(device.askedConfigId), " "], timeAgo(device.askedAt)];
}

function answered(device) {
  const [kind, words] = ANSWERS[device?.state ?? "none"];
  return [h("span", { class: `mark ${kind}` }, words),
    device?.state === "refused" && h("span", { class: "sub" }, `code ${device.code} ${device.message}`)];
}

/** The card of a product: {element, load, draw}; draw shows what is known, load asks first. */
export function openConfiguration(key) {
  const enabled = h("input", { type: "checkbox", role: "switch", id: "configuration-on" });
  const hourly = h("input", { type: "checkbox", role: "switch", id: "configuration-hourly" });
  const situation = h("p", { class: "hint" });
  const area = h("textarea", { rows: 8, class: "code", spellcheck: "false", "aria-label": "Configuration as JSON",
    placeholder: "{ }" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const history = h("div", {});
  const devices = h("div", {});
  let shownId;
  let known;

  const complain = (failure) => {
    problem.textContent = failure?.message ?? "";
    problem.hidden = !failure;
  };
  const attempt = (work) => async () => {
    complain(null);
    try {
      await work();
    } catch (failure) {
      complain(failure);
    }
  };
  enabled.addEventListener("input", attempt(async () => {
    await api.changeConfiguration(key, { enabled: enabled.checked });
    toast(`Remote configuration ${enabled.checked ? "on" : "off"}`);
  }));
  hourly.addEventListener("input", attempt(async () => {
    await api.changeConfiguration(key, { hourly: hourly.checked });
    toast(hourly.checked ? "One push an hour" : "The hour is lifted");
  }));
  const save = button("Save", attempt(async () => {
    shownId = JSON.parse(await api.saveConfiguration(key, area.value)).configId;
    toast("Configuration saved");
  }), { class: "primary" });
  const push = button("Push to all devices…", () => confirmed("Push the saved configuration?",
    `Every device of the product is told. The same configuration is pushed once${known?.hourly ? ", and no other for an hour" : ""}.`,
    "Push", async () => { await api.pushConfiguration(key); toast("Configuration pushed"); }));

  async function view(version) {
    const content = await api.configurationContent(key, version.configId);
    dialog({
      title: `Saved ${fullTime(version.savedAt)}`, wide: true, cancel: "Close", action: "Load into the editor",
      content: [h("p", { class: "hint" }, `Version ${version.configId}, SHA-256 ${version.sha256}`), prettyJson(content)],
      submit: () => { area.value = content; area.focus(); },
    });
  }

  function versionRow(version, index) {
    return h("tr", {},
      h("th", { scope: "row" }, short(version.configId), index === 0 && h("span", { class: "mark good" }, "in force")),
      h("td", {}, timeAgo(version.savedAt)),
      h("td", {}, version.pushedAt ? timeAgo(version.pushedAt) : h("span", { class: "faint" }, "no")),
      h("td", {}, bytes(version.size)),
      h("td", { class: "act" }, button("View", () => view(version), { class: "small" })));
  }

  function draw() {
    if (document.activeElement !== enabled) {
      enabled.checked = known.enabled;
    }
    if (document.activeElement !== hourly) {
      hourly.checked = known.hourly;
    }
    const wait = Math.ceil((known.nextPushAt - Date.now()) / 60000);
    situation.textContent = !known.enabled ? "Off: nothing is pushed, and a device that asks is told 6713."
      : !known.current ? "Nothing is saved: a device that asks is told 6710."
      : known.current.pushedAt ? "This configuration has been pushed. Devices may ask for it at any time."
      : wait > 0 ? `Saved. The next push is possible in ${wait} min; devices may ask for it now.`
      : "Saved, not pushed. Devices may ask for it.";
    history.replaceChildren(recordTable(["Version", "Saved", "Pushed", "Size", ""], known.versions.map(versionRow),
      "No version yet."));
    const rows = state.devices.filter((one) => one.productKey === key).map((one) => {
      const device = known.devices[one.deviceName];
      return h("tr", {},
        h("th", { scope: "row" }, h("a", { href: deviceHash(one) }, one.deviceName)),
        h("td", {}, answered(device)),
        h("td", { class: "when" }, device?.repliedAt ? timeAgo(device.repliedAt) : device?.pushedAt ? timeAgo(device.pushedAt) : ""),
        h("td", {}, asked(device)));
    });
    devices.replaceChildren(recordTable(["Device", "Last push", "", "Asked"], rows, "No devices yet."));
  }

  const load = coalesced(async () => {
    known = await api.configuration(key);
    const current = known.current?.configId;
    if (current && current !== shownId && (shownId === undefined || document.activeElement !== area)) {
      area.value = await api.configurationContent(key, current);
      shownId = current;
    }
    draw();
  }, 100);

  const element = h("section", { class: "card" }, h("h2", {}, "Remote configuration"),
    h("p", { class: "inline-switch" }, enabled, h("label", { for: "configuration-on" }, "Enabled"), situation),
    h("p", { class: "inline-switch" }, hourly, h("label", { for: "configuration-hourly" }, "One push an hour"),
      h("span", { class: "hint" }, "as the platform has it; off, one may be pushed at once after the other")),
    h("div", { class: "editor" }, area), problem,
    h("div", { class: "actions" }, save, push),
    h("div", { class: "columns" },
      h("div", {}, h("h3", {}, "Versions"), history),
      h("div", {}, h("h3", {}, "Devices"), devices)));
  return { element, load, draw: () => known && draw() };
}
