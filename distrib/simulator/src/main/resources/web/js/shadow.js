// SPDX-License-Identifier: EPL-2.0
// The shadow of a device: reported and desired state side by side, both editable.

import { api } from "./api.js";
import { confirmed, dialog } from "./dialogs.js";
import { button, field, h, long, toast } from "./dom.js";
import { timeAgo } from "./format.js";
import { parts, t } from "./lang.js";
import { recordTable } from "./tabs.js";

function parsed(source) {
  let value;
  try {
    value = JSON.parse(source);
  } catch (failure) {
    throw new Error(t("Not JSON: {0}", failure.message));
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Error(t("Enter an object of attributes."));
  }
  return value;
}

/** The difference between old and new attributes: null for removed ones. */
function difference(old, fresh) {
  const gone = Object.keys(old).filter((name) => !(name in fresh)).map((name) => [name, null]);
  const changed = Object.entries(fresh).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name]));
  return Object.fromEntries([...gone, ...changed]);
}

function editDialog(identity, half, old, done) {
  const area = h("textarea", { rows: 10, class: "code", spellcheck: "false", value: JSON.stringify(old, null, 2) });
  const version = h("input", { type: "number", min: 0, step: 1 });
  dialog({
    title: half === "desired" ? t("Desired state of {0}", identity.deviceName) : t("Reported state of {0}", identity.deviceName),
    action: t("Save"), wide: true,
    content: [
      field(t("Attributes as JSON"), area, t("Removing a line removes the attribute. At most 128.")),
      field(t("Version"), version, t("Must be greater than the version of the shadow, otherwise the change is rejected with 409. If empty, the next version is used.")),
    ],
    submit: async () => {
      const attributes = difference(old, parsed(area.value));
      if (Object.keys(attributes).length === 0) {
        throw new Error(t("Nothing is changed."));
      }
      await api.changeShadow(identity, {
        state: { [half]: attributes }, version: version.value === "" ? undefined : Number(version.value),
      });
      await done();
    },
  });
}

function cell(state, metadata, name) {
  const known = state !== undefined && name in state;
  const time = metadata?.[name]?.timestamp;
  return [
    h("td", {}, known ? h("code", {}, long(JSON.stringify(state[name]))) : h("span", { class: "faint" }, "–")),
    h("td", { class: "when" }, known && time ? timeAgo(time * 1000) : ""),
  ];
}

export function shadowPanel({ identity }) {
  const element = h("div", {});
  const load = async () => {
    const { state, metadata, version, timestamp } = await api.shadow(identity);
    const { reported, desired } = state;
    const names = [...new Set([...Object.keys(reported ?? {}), ...Object.keys(desired ?? {})])].sort();
    const rows = names.map((name) => {
      const differs = desired !== undefined && name in desired
        && JSON.stringify(desired[name]) !== JSON.stringify(reported?.[name]);
      return h("tr", { class: differs && "differs" }, h("th", { scope: "row" }, name),
        cell(reported, metadata.reported, name), cell(desired, metadata.desired, name));
    });
    element.replaceChildren(
      h("div", { class: "tab-head" },
        h("p", {}, version === 0 ? t("Never used.") : parts("Version {0}, changed {1}", h("strong", {}, String(version)), timeAgo(timestamp * 1000))),
        button(t("Edit desired…"), () => editDialog(identity, "desired", desired ?? {}, load), { class: "small" }),
        button(t("Edit reported…"), () => editDialog(identity, "reported", reported ?? {}, load), { class: "small" }),
        button(t("Send control"), async () => {
          await api.controlShadow(identity);
          toast(t("Sent, if the device is connected"));
        }, { class: "small", title: t("Send the control message once more") }),
        button(t("Delete shadow…"), () => confirmed(t("Delete the shadow?"), t("All attributes are removed and the version becomes 0."), t("Delete"),
          async () => { await api.forgetShadow(identity); await load(); }), { class: "small danger" })),
      recordTable([t("Attribute"), t("Reported"), t("When"), t("Desired"), t("When")], rows, t("The shadow has no attributes."), true));
  };
  return { id: "shadow", name: t("Shadow"), changes: ["shadow"], element, load };
}
