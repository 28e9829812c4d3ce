// SPDX-License-Identifier: EPL-2.0
// Desired property values: what a device is to become, whether it is there or not.

import { api } from "./api.js";
import { setRow } from "./commands.js";
import { dialog } from "./dialogs.js";
import { button, h, toast } from "./dom.js";
import { timeAgo } from "./format.js";
import { recordTable } from "./tabs.js";
import { display, propertiesOf, settable } from "./tsl.js";

function desireDialog(identity, properties, known, done) {
  const rows = properties.map((one) => setRow(one, known[one.identifier]?.value, false, () => {}));
  rows.forEach((one) => one.say());
  dialog({
    title: `What ${identity.deviceName} is to become`, action: "Desire", wide: true,
    content: [
      h("p", { class: "hint" }, "A device that is connected is sent a property set at once; one that is not asks for it when it comes."),
      h("div", { class: "set-form" }, rows.map((one) => one.row)),
    ],
    submit: async () => {
      const params = Object.fromEntries(rows.filter((one) => one.include.checked).map((one) => one.read()));
      if (Object.keys(params).length === 0) {
        throw new Error("Tick at least one property.");
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
      h("td", {}, display(model.get(name)?.dataType, wish.value)),
      h("td", {}, String(wish.version)),
      h("td", { class: "when" }, timeAgo(wish.time)),
      h("td", { class: "act" }, button("Remove", async () => {
        await api.desireNothing(identity, name);
        toast(`${name} is no longer desired`);
        await load();
      }, { class: "small", "aria-label": `Remove ${name}` }))));
    const choices = properties.filter(settable);
    element.replaceChildren(
      h("div", { class: "tab-head" }, h("p", {}, "Each value has a version, which rises by one when it is desired anew."),
        choices.length > 0 && button("Desire…", () => desireDialog(identity, choices, known, load), { class: "small" })),
      recordTable(["Property", "Value", "Version", "Since", ""], rows, "Nothing is desired."));
  };
  return { name: "Desired", changes: ["desired"], element, load };
}
