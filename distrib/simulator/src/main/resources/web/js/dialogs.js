// SPDX-License-Identifier: EPL-2.0
// The page's dialogs: native <dialog> elements, made when opened and gone when closed.

import { api } from "./api.js";
import { copyButton, facts, field, h, toast } from "./dom.js";
import { state } from "./store.js";

/**
 * Opens a dialog. `build(close)` returns its content; `submit`, if given, runs on Enter or the main button: when it
 * returns false the dialog stays open, and when it throws the message is shown in it.
 */
export function dialog({ title, content, action, submit, wide = false, cancel = "Cancel" }) {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const main = action && h("button", { class: "primary" }, action);
  const box = h("dialog", { class: wide ? "wide" : "", "aria-label": title });
  const close = () => box.close();
  const form = h("form", {},
    h("header", {}, h("h2", {}, title),
      h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: close }, "×")),
    h("div", { class: "dialog-body" }, content, problem),
    h("footer", {}, h("button", { type: "button", onclick: close }, cancel), main));
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
      }
    } catch (failure) {
      problem.textContent = failure.message;
      problem.hidden = false;
    } finally {
      main.disabled = false;
    }
  });
  box.append(form);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return { box, close, main };
}

/** Asks before something that cannot be undone. */
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

/** What a device needs to log in; shown on purpose only. */
export function showCredentials(device, heading) {
  const configuration = gatewayConfiguration(device);
  const block = h("pre", { class: "json", tabindex: "0" }, configuration);
  dialog({
    title: heading, cancel: "Done",
    content: [
      facts([
        secretLine("Product key", device.productKey),
        secretLine("Device name", device.deviceName),
        secretLine("Device secret", device.deviceSecret),
      ]),
      h("p", { class: "hint" }, "Lists never show the secret. “Show secret” on the device's page brings this back."),
      h("details", {},
        h("summary", {}, "As configuration of the standalone gateway"),
        block,
        copyButton("configuration", () => configuration, block)),
    ],
  });
}

export function showProductSecret(product, secret) {
  dialog({
    title: `Product ${product.name}`, cancel: "Done",
    content: [
      facts([secretLine("Product key", product.productKey), secretLine("Product secret", secret)]),
      h("p", { class: "hint" }, "A device that registers dynamically signs its request with the product secret."),
    ],
  });
}

function given(input) {
  return input.value.trim() === "" ? undefined : input.value.trim();
}

/** Reads a TSL from a text area; the complaint names the place where the JSON ends to make sense. */
export function readModel(area) {
  const source = area.value.trim();
  if (source === "") {
    return undefined;
  }
  try {
    return JSON.parse(source);
  } catch (failure) {
    const at = /line \d+/.test(failure.message) ? null : /position (\d+)/.exec(failure.message);
    const line = at ? ` (line ${source.slice(0, Number(at[1])).split("\n").length})` : "";
    throw new Error(`The thing model is not JSON${line}: ${failure.message}`);
  }
}

export function createProduct() {
  const name = h("input", { required: true, maxlength: 64, autocomplete: "off" });
  const key = h("input", { maxlength: 20, pattern: "[A-Za-z0-9]+", autocomplete: "off" });
  const dynamic = h("input", { type: "checkbox", role: "switch" });
  const raw = h("input", { type: "checkbox", role: "switch" });
  const model = h("textarea", { rows: 7, class: "code", spellcheck: "false" });
  dialog({
    title: "New product", action: "Create product",
    content: [
      field("Name", name),
      field("Product key", key, "Letters and digits. Left empty, the simulator makes one up."),
      field("Dynamic registration", dynamic, "Lets registered devices fetch their secret with the product secret, once."),
      field("Do not parse", raw, "Devices send bytes on thing/model/up_raw."),
      field("Thing model (TSL)", model, "JSON as the platform exports it. May be added later."),
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
    title: "New device", action: "Create device",
    content: [
      field("Product", product),
      field("Device name", name, "Letters, digits and - _ @ . : (at most 32)."),
      field("Device secret", secret, "Left empty, the simulator makes one up."),
    ],
    submit: async () => {
      const created = await api.createDevice(product.value, { deviceName: name.value.trim(), deviceSecret: given(secret) });
      location.hash = deviceHash(created);
      showCredentials(created, `Device ${created.deviceName} is registered`);
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
  const qos = h("select", {}, h("option", { value: "0" }, "0: at most once"), h("option", { value: "1" }, "1: at least once"));
  dialog({
    title: `Publish to ${identity.deviceName}`, action: "Publish", wide: true,
    content: [
      field("Topic", topic),
      field("Payload", payload, "Sent exactly as written, valid or not."),
      field("QoS", qos),
    ],
    submit: async () => {
      await api.publish(identity, { topic: topic.value, payload: payload.value, qos: Number(qos.value) });
      toast("Published");
    },
  });
}

