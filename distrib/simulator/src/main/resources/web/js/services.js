// SPDX-License-Identifier: EPL-2.0
// Calls the services of a device, and shows its events.

import { api } from "./api.js";
import { checkSwitch, follow, setRow, timeoutField } from "./commands.js";
import { dialog } from "./dialogs.js";
import { button, field, h, long } from "./dom.js";
import { timeAgo } from "./format.js";
import { listed, t } from "./lang.js";
import { recordTable } from "./tabs.js";
import { describe, display, eventsOf, parametersOf, servicesOf, unitOf } from "./tsl.js";

const WAYS = [
  ["", t("As the thing model defines")], ["async", t("Asynchronous")], ["rrpc", t("Synchronous, by RRPC")],
  ["ext-rrpc", t("Synchronous, on /ext/rrpc")],
];

/** Creates the form from the inputs of the service. */
function callDialog(identity, service) {
  const outcome = h("div", { "aria-live": "polite" });
  const timeout = timeoutField();
  const check = checkSwitch();
  const way = h("select", {}, WAYS.map(([value, label]) => h("option", { value }, label)));
  const preview = h("code", { class: "wrap" });
  const rows = [];
  const values = () => Object.fromEntries(rows.filter((one) => one.include.checked).map((one) => one.read()));
  const changed = () => {
    try {
      preview.textContent = JSON.stringify(values());
    } catch {
      preview.textContent = t("not yet JSON");
    }
  };
  parametersOf(service.inputData).forEach((input) => rows.push(setRow(input, undefined, true, changed)));
  rows.forEach((one) => one.say());
  changed();
  dialog({
    title: t("Call {0}", service.name ?? service.identifier), action: t("Call"), cancel: t("Close"), wide: true,
    content: [
      rows.length > 0 ? h("div", { class: "set-form" }, rows.map((one) => one.row))
        : h("p", { class: "empty" }, t("This service has no inputs.")),
      h("p", { class: "preview" }, h("span", {}, "params"), preview),
      h("details", { class: "options" }, h("summary", {}, t("Options")),
        h("div", { class: "option-grid" }, field(t("Way"), way), field(t("Check against the thing model"), check), timeout.element)),
      outcome,
    ],
    submit: () => follow(outcome, () => api.callService(identity, service.identifier, {
      params: values(), timeoutMs: Number(timeout.input.value), check: check.checked, way: way.value || undefined,
    })),
  });
}

function signature(list) {
  const parameters = parametersOf(list);
  return parameters.length === 0 ? h("span", { class: "faint" }, t("nothing")) : parameters.map((one) =>
    h("div", {}, one.name ?? one.identifier, h("span", { class: "sub" }, `${one.identifier}: ${describe(one.dataType)}`)));
}

function serviceRow(identity, service) {
  return h("tr", {},
    h("th", { scope: "row" }, service.name ?? service.identifier, h("code", { class: "sub" }, service.identifier)),
    h("td", {}, h("span", { class: "kind" }, service.callType === "sync" ? t("synchronous") : t("asynchronous"))),
    h("td", {}, signature(service.inputData)), h("td", {}, signature(service.outputData)),
    h("td", { class: "act" }, button(t("Call…"), () => callDialog(identity, service),
      { class: "small", "aria-label": t("Call {0}", service.name ?? service.identifier) })));
}

function countWords({ late, duplicate, unasked }) {
  const words = [[late, t("too late")], [duplicate, t("duplicate")], [unasked, t("without a request")]]
    .filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return words.length === 0 ? "" : t("Unexpected answers: {0}.", listed(words));
}

export function servicesPanel({ identity, tsl }) {
  const element = h("div", {});
  return {
    id: "services", name: t("Services"), changes: [], element,
    async load() {
      const words = countWords(await api.answers(identity));
      element.replaceChildren(
        ...[words && h("p", { class: "note" }, words)].filter(Boolean),
        recordTable([t("Service"), t("Call"), t("Takes"), t("Returns"), ""], servicesOf(tsl()).map((one) => serviceRow(identity, one)),
          t("The product's thing model has no services."), true));
    },
  };
}

function outputs(model, output) {
  const known = new Map(parametersOf(model?.outputData).map((one) => [one.identifier, one]));
  return Object.entries(output).map(([name, value]) => {
    const type = known.get(name)?.dataType;
    return h("div", {}, h("span", { class: "faint" }, `${known.get(name)?.name ?? name} `),
      h("span", { title: JSON.stringify(value) }, long(display(type, value))), unitOf(type) && ` ${unitOf(type)}`);
  });
}

export function eventsPanel({ identity, tsl }) {
  const element = h("div", {});
  return {
    id: "events", name: t("Events"), changes: ["events"], element,
    async load() {
      const model = new Map(eventsOf(tsl()).map((one) => [one.identifier, one]));
      const rows = (await api.deviceEvents(identity)).reverse().map((one) => h("tr", {},
        h("td", { class: "when" }, timeAgo(one.time)),
        h("td", {}, h("span", { class: `kind ${one.type}` }, one.type)),
        h("th", { scope: "row" }, model.get(one.event)?.name ?? one.event, h("code", { class: "sub" }, one.event)),
        h("td", {}, outputs(model.get(one.event), one.output))));
      element.replaceChildren(recordTable([t("When"), t("Type"), t("Event"), t("Outputs")], rows,
        model.size === 0 ? t("The product's thing model has no events.") : t("No events yet. The model knows {0}.",
          listed([...model.values()].map((one) => one.name ?? one.identifier)))));
    },
  };
}
