// SPDX-License-Identifier: EPL-2.0
// The page's dialogs: native <dialog> elements, created when opened and removed when closed.

import { api } from "./api.js";
import { copyButton, facts, field, h, toast } from "./dom.js";
import { guard } from "./drafts.js";
import { t } from "./lang.js";
import { state } from "./store.js";

const WRITTEN = new Set(["text", "textarea", "number", "search", "datetime-local"]);

/**
 * Opens a dialog. `build(close)` returns its content; `submit`, if given, runs on Enter or the main button: when it
 * returns false the dialog stays open, and when it throws the message is shown in it.
 */
export function dialog({ title, content, action, submit, wide = false, cancel = t("Cancel") }) {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const main = action && h("button", { class: "primary" }, action);
  const box = h("dialog", { class: wide ? "wide" : "", "aria-label": title });
  const close = () => box.close();
  const typed = () => [...box.querySelectorAll("input, textarea")].some((one) => WRITTEN.has(one.type) && one.value !== starts.get(one));
  const starts = new Map();
  const leave = () => (submit && typed()
    ? confirmed(t("Close without sending?"), t("Your text has not been sent."), t("Close"), close) : close());
  const form = h("form", {},
    h("header", {}, h("h2", {}, title),
      h("button", { type: "button", class: "icon", "aria-label": t("Close"), onclick: leave }, "×")),
    h("div", { class: "dialog-body" }, content, problem),
    h("footer", {}, h("button", { type: "button", onclick: leave }, cancel), main));
  form.addEventListener("invalid", (event) => {
    const folded = event.target.closest("details");
    if (folded) {
      folded.open = true;
    }
  }, true);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    main.disabled = true;
    try {
      if ((await submit()) !== false) {
        close();
      } else {
        remember();
      }
    } catch (failure) {
      problem.textContent = failure.message;
      problem.hidden = false;
    } finally {
      main.disabled = false;
    }
  });
  box.append(form);
  const remember = () => box.querySelectorAll("input, textarea").forEach((one) => starts.set(one, one.value));
  const release = guard(() => submit && typed());
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  box.addEventListener("close", () => {
    release();
    box.remove();
  });
  document.body.append(box);
  remember();
  box.showModal();
  return { box, close, main };
}

/** Asks for confirmation of an action that cannot be undone. */
export function confirmed(title, explanation, action, work) {
  const { main } = dialog({ title, content: h("p", {}, explanation), action, submit: work });
  main.classList.add("danger");
}

function secretLine(label, value) {
  const shown = h("code", {}, value);
  return [label, h("span", { class: "copyable" }, shown, copyButton(label, () => value, shown))];
}

function brokerHost() {
  const bind = state.platform?.bind ?? "127.0.0.1";
  return ["0.0.0.0", "::"].includes(bind) ? location.hostname : bind;
}

function gatewayConfiguration(device) {
  return JSON.stringify({
    "org.kuralink.connection~main": {
      "product.key": device.productKey, "device.name": device.deviceName, "device.secret": device.deviceSecret,
      host: brokerHost(), port: state.platform?.ports?.tcp ?? 1883, transport: "tcp",
    },
  }, null, 2);
}

/** The log-in data of a device; shown on request only. */
export function showCredentials(device, heading) {
  const configuration = gatewayConfiguration(device);
  const block = h("pre", { class: "json", tabindex: "0" }, configuration);
  dialog({
    title: heading, cancel: t("Done"),
    content: [
      facts([
        secretLine(t("Product key"), device.productKey),
        secretLine(t("Device name"), device.deviceName),
        secretLine(t("Device secret"), device.deviceSecret),
      ]),
      h("p", { class: "hint" }, t("Lists never show the secret. “Show secret” on the device's page shows it again.")),
      h("details", {},
        h("summary", {}, t("As configuration of the standalone gateway")),
        block,
        copyButton(t("Configuration"), () => configuration, block)),
    ],
  });
}

export function showProductSecret(product, secret) {
  dialog({
    title: t("Product {0}", product.name), cancel: t("Done"),
    content: [
      facts([secretLine(t("Product key"), product.productKey), secretLine(t("Product secret"), secret)]),
      h("p", { class: "hint" }, t("A device that registers dynamically signs its request with the product secret.")),
    ],
  });
}

function given(input) {
  return input.value.trim() === "" ? undefined : input.value.trim();
}

/** Reads a TSL from a text area; an error names the position of the invalid JSON. */
export function readModel(area) {
  const source = area.value.trim();
  if (source === "") {
    return undefined;
  }
  try {
    return JSON.parse(source);
  } catch (failure) {
    const at = /line \d+/.test(failure.message) ? null : /position (\d+)/.exec(failure.message);
    throw new Error(at
      ? t("The thing model is not JSON (line {0}): {1}", source.slice(0, Number(at[1])).split("\n").length, failure.message)
      : t("The thing model is not JSON: {0}", failure.message));
  }
}

export function createProduct() {
  const name = h("input", { required: true, maxlength: 64, autocomplete: "off" });
  const key = h("input", { maxlength: 20, pattern: "[A-Za-z0-9]+", autocomplete: "off" });
  const dynamic = h("input", { type: "checkbox", role: "switch" });
  const raw = h("input", { type: "checkbox", role: "switch" });
  const model = h("textarea", { rows: 7, class: "code", spellcheck: "false" });
  dialog({
    title: t("New product"), action: t("Create product"),
    content: [
      field(t("Name"), name),
      field(t("Product key"), key, t("Letters and digits. If empty, the simulator generates one.")),
      field(t("Dynamic registration"), dynamic, t("Allows registered devices to fetch their secret with the product secret, once.")),
      field(t("Do not parse"), raw, t("Devices send bytes on thing/model/up_raw.")),
      field(t("Thing model (TSL)"), model, t("JSON as exported by the platform. Can be added later.")),
    ],
    submit: async () => {
      const created = await api.createProduct({
        name: name.value.trim(), productKey: given(key), dynamicRegistration: dynamic.checked, raw: raw.checked, tsl: readModel(model),
      });
      location.hash = `#/products/${encodeURIComponent(created.productKey)}`;
      showProductSecret(created, created.productSecret);
    },
  });
}

export function createDevice(productKey) {
  const product = h("select", {}, state.products.map((one) =>
    h("option", { value: one.productKey }, `${one.name} (${one.productKey})`)));
  if (productKey) {
    product.value = productKey;
  }
  const name = h("input", { required: true, maxlength: 32, pattern: "[A-Za-z0-9_@.:\\-]+", autocomplete: "off" });
  const secret = h("input", { maxlength: 64, autocomplete: "off" });
  dialog({
    title: t("New device"), action: t("Create device"),
    content: [
      field(t("Product"), product),
      field(t("Device name"), name, t("Letters, digits and - _ @ . : (at most 32).")),
      field(t("Device secret"), secret, t("If empty, the simulator generates one.")),
    ],
    submit: async () => {
      const created = await api.createDevice(product.value, { deviceName: name.value.trim(), deviceSecret: given(secret) });
      location.hash = deviceHash(created);
      showCredentials(created, t("Device {0} is registered", created.deviceName));
    },
  });
  name.focus();
}

export function deviceHash({ productKey, deviceName }) {
  return `#/devices/${encodeURIComponent(productKey)}/${encodeURIComponent(deviceName)}`;
}

/** Publishes any text on any topic to a device. */
export function publishAnything(identity, custom = false) {
  const own = `${identity.productKey}/${identity.deviceName}/`;
  const topic = h("input", { required: true, class: "code", autocomplete: "off",
    value: custom ? `/${own}user/get` : `/sys/${own}thing/service/` });
  const payload = h("textarea", { rows: 8, class: "code", spellcheck: "false", value: custom ? "" :
    JSON.stringify({ id: "1", version: "1.0", params: {}, method: "thing.service." }, null, 2) });
  const qos = h("select", {}, h("option", { value: "0" }, t("0: at most once")), h("option", { value: "1" }, t("1: at least once")));
  dialog({
    title: t("Publish to {0}", identity.deviceName), action: t("Publish"), wide: true,
    content: [
      field(t("Topic"), topic),
      field(t("Payload"), payload, t("Sent exactly as written, valid or not.")),
      field(t("QoS"), qos),
    ],
    submit: async () => {
      await api.publish(identity, { topic: topic.value, payload: payload.value, qos: Number(qos.value) });
      toast(t("Published"));
    },
  });
}

