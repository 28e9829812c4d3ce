// SPDX-License-Identifier: EPL-2.0
// Remote configuration of a product: the switch, the editor, the push, former versions, the answers of devices.

import { api } from "./api.js";
import { confirmed, deviceHash, dialog } from "./dialogs.js";
import { button, h, long, toast } from "./dom.js";
import { bytes, fullTime, prettyJson, timeAgo } from "./format.js";
import { parts, t } from "./lang.js";
import { coalesced, state } from "./store.js";
import { recordTable } from "./tabs.js";

const ANSWERS = {
  none: ["", t("not pushed yet")],
  sent: ["busy", t("sent, no answer yet")],
  kept: ["busy", t("waits in its persistent session")],
  away: ["", t("was offline: must request it")],
  accepted: ["good", t("accepted")],
  refused: ["bad", t("refused")],
};

function short(id) {
  return h("code", {}, long(id, 8));
}

function asked(device) {
  if (!device?.askedAt) {
    return h("span", { class: "faint" }, t("never"));
  }
  const when = timeAgo(device.askedAt);
  switch (device.askedCode) {
    case 200: return parts("received {0} {1}", short(device.askedConfigId), when);
    case 6713: return parts("answered that it is off {0}", when);
    case 6710: return parts("answered that there is none {0}", when);
    default: return parts("answered {0} {1}", device.askedCode, when);
  }
}

function answered(device) {
  const [kind, words] = ANSWERS[device?.state ?? "none"];
  return [h("span", { class: `mark ${kind}` }, words),
    device?.state === "refused" && h("span", { class: "sub" }, t("code {0} {1}", device.code, device.message))];
}

/** The card of a product: {element, load, draw}; draw shows the known state, load requests it first. */
export function openConfiguration(key) {
  const enabled = h("input", { type: "checkbox", role: "switch", id: "configuration-on" });
  const hourly = h("input", { type: "checkbox", role: "switch", id: "configuration-hourly" });
  const situation = h("p", { class: "hint" });
  const area = h("textarea", { rows: 8, class: "code", spellcheck: "false", "aria-label": t("Configuration as JSON"),
    placeholder: "{ }" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const history = h("div", {});
  const devices = h("div", {});
  const newer = h("p", { class: "note", hidden: true }, t("Another version has been saved meanwhile; your text is still here. “View” of that version loads it."));
  let shownId;
  let base = "";
  const written = () => area.value !== base;
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
    toast(t(enabled.checked ? "Remote configuration on" : "Remote configuration off"));
  }));
  hourly.addEventListener("input", attempt(async () => {
    await api.changeConfiguration(key, { hourly: hourly.checked });
    toast(hourly.checked ? t("One push an hour") : t("The hourly limit is off"));
  }));
  const save = button(t("Save"), attempt(async () => {
    const content = area.value;
    shownId = JSON.parse(await api.saveConfiguration(key, content)).configId;
    base = content;
    newer.hidden = true;
    toast(t("Configuration saved"));
  }), { class: "primary" });
  const push = button(t("Push to all devices…"), () => confirmed(t("Push the saved configuration?"),
    t(known?.hourly
      ? "Every device of the product is notified. A configuration can be pushed only once, and no other within an hour."
      : "Every device of the product is notified. A configuration can be pushed only once."),
    t("Push"), async () => { await api.pushConfiguration(key); toast(t("Configuration pushed")); }));

  async function view(version) {
    const content = await api.configurationContent(key, version.configId);
    dialog({
      title: t("Saved {0}", fullTime(version.savedAt)), wide: true, cancel: t("Close"), action: t("Load into the editor"),
      content: [h("p", { class: "hint" }, t("Version {0}, SHA-256 {1}", version.configId, version.sha256)), prettyJson(content)],
      submit: () => {
        area.value = content;
        newer.hidden = true;
        area.focus();
      },
    });
  }

  function versionRow(version, index) {
    return h("tr", {},
      h("th", { scope: "row" }, short(version.configId), index === 0 && h("span", { class: "mark good" }, t("active"))),
      h("td", {}, timeAgo(version.savedAt)),
      h("td", {}, version.pushedAt ? timeAgo(version.pushedAt) : h("span", { class: "faint" }, t("no"))),
      h("td", {}, bytes(version.size)),
      h("td", { class: "act" }, button(t("View"), () => view(version), { class: "small" })));
  }

  function draw() {
    if (document.activeElement !== enabled) {
      enabled.checked = known.enabled;
    }
    if (document.activeElement !== hourly) {
      hourly.checked = known.hourly;
    }
    const wait = Math.ceil((known.nextPushAt - Date.now()) / 60000);
    situation.textContent = !known.enabled ? t("Off: nothing is pushed, and a device that requests the configuration receives 6713.")
      : !known.current ? t("No configuration is saved: a device that requests it receives 6710.")
      : known.current.pushedAt ? t("This configuration has been pushed. Devices may ask for it at any time.")
      : wait > 0 ? t("Saved. The next push is possible in {0} min; devices may ask for it now.", wait)
      : t("Saved, not pushed. Devices may ask for it.");
    history.replaceChildren(recordTable([t("Version"), t("Saved"), t("Pushed"), t("Size"), ""], known.versions.map(versionRow),
      t("No version yet.")));
    const rows = state.devices.filter((one) => one.productKey === key).map((one) => {
      const device = known.devices[one.deviceName];
      return h("tr", {},
        h("th", { scope: "row" }, h("a", { href: deviceHash(one) }, one.deviceName)),
        h("td", {}, answered(device)),
        h("td", { class: "when" }, device?.repliedAt ? timeAgo(device.repliedAt) : device?.pushedAt ? timeAgo(device.pushedAt) : ""),
        h("td", {}, asked(device)));
    });
    devices.replaceChildren(recordTable([t("Device"), t("Last push"), "", t("Requested")], rows, t("No devices yet.")));
  }

  const load = coalesced(async () => {
    known = await api.configuration(key);
    const current = known.current?.configId;
    if (current && current !== shownId) {
      const content = await api.configurationContent(key, current);
      shownId = current;
      newer.hidden = !written();
      if (!written()) {
        area.value = content;
        base = area.value;
      }
    }
    draw();
  }, 100);

  const element = h("section", { class: "card" }, h("h2", {}, t("Remote configuration")),
    h("p", { class: "inline-switch" }, enabled, h("label", { for: "configuration-on" }, t("Enabled")), situation),
    h("p", { class: "inline-switch" }, hourly, h("label", { for: "configuration-hourly" }, t("One push an hour")),
      h("span", { class: "hint" }, t("as on the platform; if off, configurations can be pushed at any time"))),
    h("div", { class: "editor" }, newer, area), problem,
    h("div", { class: "actions" }, save, push),
    h("div", { class: "columns" },
      h("div", {}, h("h3", {}, t("Versions")), history),
      h("div", {}, h("h3", {}, t("Devices")), devices)));
  return { element, load, written, draw: () => known && draw() };
}
