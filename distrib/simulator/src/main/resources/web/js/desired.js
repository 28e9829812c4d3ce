// SPDX-License-Identifier: EPL-2.0
// Desired property values of a device, whether it is connected or not.

import { api } from "./api.js";
import { setRow } from "./commands.js";
import { dialog } from "./dialogs.js";
import { button, h, long, toast } from "./dom.js";
import { timeAgo } from "./format.js";
import { t } from "./lang.js";
import { recordTable } from "./tabs.js";
import { display, propertiesOf, settable } from "./tsl.js";

function desireDialog(identity, properties, known, done) {
  const rows = properties.map((one) => setRow(one, known[one.identifier]?.value, false, () => {}));
  rows.forEach((one) => one.say());
  dialog({
    title: t("Desired state of {0}", identity.deviceName), action: t("Desire"), wide: true,
    content: [
      h("p", { class: "hint" }, t("A connected device receives a property set at once; an offline device requests the values after its next log-in.")),
      h("div", { class: "set-form" }, rows.map((one) => one.row)),
    ],
    submit: async () => {
      const params = Object.fromEntries(rows.filter((one) => one.include.checked).map((one) => one.read()));
      if (Object.keys(params).length === 0) {
        throw new Error(t("Select at least one property."));
      }
      await api.desire(identity, { params });
      await done();
    },
  });
}

export function desiredPanel({ identity, tsl }) {
  const element = h("div", {});
  const load = async () => {
    const known = await api.desired(identity);
    const properties = propertiesOf(tsl());
    const model = new Map(properties.map((one) => [one.identifier, one]));
    const rows = Object.entries(known).map(([name, wish]) => h("tr", {},
      h("th", { scope: "row" }, model.get(name)?.name ?? name, h("code", { class: "sub" }, name)),
      h("td", {}, long(display(model.get(name)?.dataType, wish.value))),
      h("td", {}, String(wish.version)),
      h("td", { class: "when" }, timeAgo(wish.time)),
      h("td", { class: "act" }, button(t("Remove"), async () => {
        await api.desireNothing(identity, name);
        toast(t("{0} is no longer desired", name));
        await load();
      }, { class: "small", "aria-label": t("Remove {0}", name) }))));
    const choices = properties.filter(settable);
    element.replaceChildren(
      h("div", { class: "tab-head" }, h("p", {}, t("Each value has a version, which increases by one when a new value is desired.")),
        choices.length > 0 && button(t("Desire…"), () => desireDialog(identity, choices, known, load), { class: "small" })),
      recordTable([t("Property"), t("Value"), t("Version"), t("Since"), ""], rows, t("No desired values.")));
  };
  return { id: "desired", name: t("Desired"), changes: ["desired"], element, load };
}
