// SPDX-License-Identifier: EPL-2.0
// Set and get properties, call services, send bytes, and show what the device answered.

import { api } from "./api.js";
import { field, h } from "./dom.js";
import { dialog } from "./dialogs.js";
import { prettyValue } from "./format.js";
import { counted, t } from "./lang.js";
import { describe, inputFor, propertiesOf, settable, unitOf } from "./tsl.js";

const STATES = {
  replied: (result) => (result.payload ? ["good", t("The device answered")] : [result.code === 200 ? "good" : "bad",
    t(result.message ? "Code {0}, {1}" : "Code {0}", result.code ?? t("missing"), result.message)]),
  timeout: () => ["warn", t("No reply from the device")],
  "not-connected": () => ["bad", t("The device is not connected")],
  kept: () => ["warn", t("The device is not connected; its session stores the message until it connects")],
  busy: () => ["warn", t("Not sent: another request is waiting for its answer")],
};

/** The device's answer as a block: code, data, duration, and the request. */
export function answer(result) {
  const [kind, wording] = (STATES[result.status] ?? (() => ["warn", result.status]))(result);
  const late = result.status === "timeout";
  const took = result.elapsedMs === undefined ? "" : t(late ? "after waiting {0} ms" : "in {0} ms", counted(result.elapsedMs));
  return h("div", { class: `answer ${kind}` },
    h("p", { class: "answer-head" },
      h("strong", {}, wording), took && h("span", { class: "took" }, took)),
    result.dataProblem && h("p", { class: "note" }, t("Does not match the thing model: {0}", result.dataProblem)),
    result.status === "replied" && (result.payload
      ? h("div", {}, h("h4", {}, t("{0} bytes", result.payload.size)), payloadBlock(result.payload))
      : h("div", {}, h("h4", {}, t("Data")), prettyValue(result.data ?? {}))),
    result.request !== undefined && h("details", {},
      h("summary", {}, t("Request"), result.topic && h("code", { class: "wrap" }, result.topic)),
      prettyValue(result.request)));
}

/** Bytes, shown as text if they are text. */
export function payloadBlock(payload) {
  return h("pre", { class: "json", tabindex: "0" }, payload.hex.replace(/(..)/g, "$1 ").trim(),
    payload.text && /^[^\u0000-\u0008\u000e-\u001f]+$/.test(payload.text) ? `\n${payload.text}` : "");
}

function waiting() {
  return h("div", { class: "answer" }, h("p", { class: "answer-head" }, h("span", { class: "spinner" }),
    h("strong", {}, t("Waiting for the device…"))));
}

/** Shows in `outcome` that the page waits for the device, then the answer of the device. */
export async function follow(outcome, work) {
  outcome.replaceChildren(waiting());
  outcome.scrollIntoView({ block: "nearest" });
  try {
    outcome.replaceChildren(answer(await work()));
    outcome.scrollIntoView({ block: "nearest" });
  } catch (failure) {
    outcome.replaceChildren();
    throw failure;
  }
  return false;
}

export function timeoutField() {
  const input = h("input", { type: "number", min: 1, max: 60000, step: 1, value: 5000, required: true });
  return { input, element: field(t("Wait at most (ms)"), input) };
}

/** Switches the validation on or off; without it the form may send values that the thing model forbids. */
export function checkSwitch() {
  const check = h("input", { type: "checkbox", role: "switch", checked: true });
  check.addEventListener("input", () => { check.form.noValidate = !check.checked; });
  return check;
}

/** An input for a property or a parameter, with a check box that selects whether it is sent. */
export function setRow(property, value, chosen, changed) {
  const { input, beside, read } = inputFor(property.dataType, value);
  const include = h("input", { type: "checkbox", checked: chosen, "aria-label": t("Send {0}", property.identifier) });
  const row = h("div", { class: "set-row" },
    include,
    h("div", {}, field(property.name ?? property.identifier,
      input, `${property.identifier}: ${describe(property.dataType)}`)),
    h("span", { class: "set-beside" }, beside ?? unitOf(property.dataType)));
  const say = () => {
    input.disabled = !include.checked;
    row.classList.toggle("off", !include.checked);
    changed();
  };
  include.addEventListener("input", say);
  input.addEventListener("input", changed);
  row.addEventListener("click", (event) => {
    if (!include.checked && event.target !== include) {
      include.checked = true;
      say();
      input.focus();
    }
  });
  return { row, include, input, say, read: () => [property.identifier, read()] };
}

/** Creates the form from the thing model; with `only` it initially contains only that property. */
export function setDialog(device, tsl, only) {
  const properties = propertiesOf(tsl).filter(settable);
  const outcome = h("div", { "aria-live": "polite" });
  const asText = h("textarea", { rows: 8, class: "code", spellcheck: "false", "aria-label": t("Parameters as JSON") });
  const check = checkSwitch();
  const timeout = timeoutField();
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
  for (const property of properties) {
    const chosen = only ? property.identifier === only : properties.length === 1;
    rows.push(setRow(property, device.properties?.[property.identifier]?.value, chosen, changed));
  }
  rows.forEach((one) => one.say());
  const others = rows.filter((one) => !one.include.checked);
  const more = h("button", { type: "button", class: "small more", onclick: () => {
    others.forEach((one) => { one.row.hidden = false; });
    more.remove();
  } }, t("Send further properties ({0})…", others.length));
  const folded = only !== undefined && others.length > 0;
  others.forEach((one) => { one.row.hidden = folded; });
  const byForm = h("div", { class: "set-form" }, rows.map((one) => one.row), folded && more);
  const byText = h("div", { hidden: true }, asText,
    h("p", { class: "hint" }, t("Sent unchanged; switch the check off to send values that the thing model forbids.")));
  const mode = h("input", { type: "checkbox", role: "switch" });
  const previewed = h("p", { class: "preview" }, h("span", {}, "params"), preview);
  mode.addEventListener("input", () => {
    byForm.hidden = mode.checked;
    byText.hidden = !mode.checked;
    previewed.hidden = mode.checked;
    byForm.inert = mode.checked;
    rows.forEach((one) => { one.input.disabled = mode.checked || !one.include.checked; });
    if (mode.checked) {
      asText.value = preview.textContent;
      asText.focus();
    }
  });
  if (rows.length === 0) {
    byForm.append(h("p", { class: "empty" }, t("The thing model of this product has no property that can be set.")));
  }
  const written = () => {
    try {
      return JSON.parse(asText.value);
    } catch (failure) {
      throw new Error(t("Not JSON: {0}", failure.message));
    }
  };
  const params = () => {
    const chosen = mode.checked ? written() : values();
    if (Object.keys(chosen).length === 0) {
      throw new Error(t("Select at least one property to send."));
    }
    return chosen;
  };
  const { box } = dialog({
    title: t("Set properties of {0}", device.deviceName), action: t("Send"), cancel: t("Close"), wide: true,
    content: [
      byForm, byText,
      previewed,
      h("details", { class: "options" }, h("summary", {}, t("Options")),
        h("div", { class: "option-grid" },
          field(t("Write the parameters as JSON"), mode), field(t("Check against the thing model"), check), timeout.element)),
      outcome,
    ],
    submit: async () => {
      const body = { params: params(), timeoutMs: Number(timeout.input.value), check: check.checked };
      return follow(outcome, () => api.setProperties(device, body));
    },
  });
  const first = rows.find((one) => one.include.checked) ?? rows[0];
  (first?.include.checked ? first.input : first?.include ?? box).focus();
}

/** Requests the selected properties from the device. */
export function getDialog(device, tsl) {
  const outcome = h("div", { "aria-live": "polite" });
  const timeout = timeoutField();
  const boxes = propertiesOf(tsl).map((property) => {
    const box = h("input", { type: "checkbox", checked: true, value: property.identifier });
    return { box, row: h("label", { class: "tick" }, box, property.name ?? property.identifier,
      h("span", { class: "faint" }, property.identifier)) };
  });
  dialog({
    title: t("Get properties of {0}", device.deviceName), action: t("Ask"), cancel: t("Close"), wide: true,
    content: [h("div", { class: "ticks" }, boxes.map((one) => one.row)), timeout.element, outcome],
    submit: async () => {
      const params = boxes.filter((one) => one.box.checked).map((one) => one.box.value);
      return follow(outcome, () => api.getProperties(device, { params, timeoutMs: Number(timeout.input.value) }));
    },
  });
}
