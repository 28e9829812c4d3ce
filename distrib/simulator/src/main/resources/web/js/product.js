// SPDX-License-Identifier: EPL-2.0
// One product: registration, thing model, devices.

import { api } from "./api.js";
import { openConfiguration } from "./configuration.js";
import { button, h, toast } from "./dom.js";
import { confirmed, createDevice, deviceHash, readModel, showProductSecret } from "./dialogs.js";
import { guard } from "./drafts.js";
import { openFirmware } from "./firmware.js";
import { timeAgo } from "./format.js";
import { parts, t } from "./lang.js";
import { statusBadge } from "./sidebar.js";
import { on, state } from "./store.js";
import { recordTable } from "./tabs.js";
import { describe, propertiesOf, settable } from "./tsl.js";

function modelTable(tsl) {
  const properties = propertiesOf(tsl);
  if (properties.length === 0) {
    return h("p", { class: "empty" }, t("The thing model is empty: paste a TSL below, otherwise every property post is rejected."));
  }
  return recordTable([t("Property"), t("Type"), t("Access")], properties.map((one) => h("tr", {},
      h("th", { scope: "row" }, one.name ?? one.identifier, h("code", { class: "sub" }, one.identifier)),
      h("td", {}, describe(one.dataType)),
      h("td", {}, settable(one) ? t("read, set") : t("read")))), "");
}

function modelEditor(key, shown) {
  const area = h("textarea", { rows: 14, class: "code", spellcheck: "false", "aria-label": t("Thing model as JSON") });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  let base = "";
  const element = h("details", {});
  const newer = h("p", { class: "note", hidden: true }, t("The thing model has been changed elsewhere meanwhile; your text is still here."));
  const written = () => area.value !== base;
  const show = (tsl) => {
    const text = JSON.stringify(tsl, null, 2);
    newer.hidden = !written() || text === base;
    if (!written()) {
      area.value = text;
      base = area.value;
    }
  };
  const save = button(t("Save the thing model"), async () => {
    problem.hidden = true;
    try {
      const sent = area.value;
      await api.replaceTsl(key, readModel(area) ?? {});
      base = sent;
      const tsl = await api.tsl(key);
      show(tsl);
      shown.replaceChildren(modelTable(tsl));
      toast(t("Thing model saved"));
    } catch (failure) {
      problem.textContent = failure.message;
      problem.hidden = false;
    }
  }, { class: "primary" });
  element.append(h("summary", {}, t("Edit as JSON")),
    h("p", { class: "hint" }, t("An exported TSL, or an array of them: the default module and the custom ones (functionBlockId).")),
    newer, area, problem, h("div", { class: "actions" }, save));
  return { element, show, written };
}

function deviceTable(key) {
  const devices = state.devices.filter((one) => one.productKey === key);
  if (devices.length === 0) {
    return h("p", { class: "empty" }, t("No devices yet."));
  }
  return recordTable([t("Device"), t("State"), t("Last seen"), t("Created")], devices.map((one) => h("tr", {},
      h("th", { scope: "row" }, h("a", { href: deviceHash(one) }, one.deviceName)),
      h("td", {}, statusBadge(one.status)), h("td", {}, timeAgo(one.lastOnlineAt)), h("td", {}, timeAgo(one.createdAt)))), "");
}

/** Shows the product in `view`; returns a function that ends it. */
export function openProduct(view, key) {
  const heading = h("div", { class: "view-head" });
  const devices = h("div", {});
  const model = h("div", {}, h("p", { class: "empty" }, t("Loading…")));
  const editor = modelEditor(key, model);
  const dynamic = h("input", { type: "checkbox", role: "switch", id: "dynamic" });
  const raw = h("input", { type: "checkbox", role: "switch", id: "raw" });
  let product;
  raw.addEventListener("input", () => api.changeProduct(key, { raw: raw.checked })
    .then(() => toast(t(raw.checked ? "Data is not parsed" : "Data is Alink JSON")))
    .catch((failure) => toast(failure.message, "bad")));
  dynamic.addEventListener("input", () => api.changeProduct(key, { dynamicRegistration: dynamic.checked })
    .then(() => toast(t(dynamic.checked ? "Dynamic registration on" : "Dynamic registration off")))
    .catch((failure) => toast(failure.message, "bad")));
  const title = h("h1", {});
  heading.append(h("div", {}, title, h("p", { class: "subtitle" }, parts("Product {0}", h("code", {}, key)))),
    h("div", { class: "actions" },
      button(t("New device…"), () => createDevice(key), { class: "primary" }),
      button(t("Show secret"), async () => showProductSecret(product, (await api.productSecret(key)).productSecret)),
      button(t("Delete…"), () => confirmed(t("Delete {0}?", product.name), t("All its devices are deleted and their sessions end."), t("Delete"),
        async () => { await api.deleteProduct(key); location.hash = "#/"; toast(t("Product deleted")); }), { class: "danger" })));
  const draw = () => {
    product = state.products.find((one) => one.productKey === key);
    if (!product) {
      return;
    }
    title.textContent = product.name || key;
    if (document.activeElement !== dynamic) {
      dynamic.checked = product.dynamicRegistration;
    }
    raw.checked = product.raw;
    devices.replaceChildren(deviceTable(key));
  };
  const drawModel = () => api.tsl(key).then((tsl) => {
    model.replaceChildren(modelTable(tsl));
    editor.show(tsl);
  }).catch((failure) => model.replaceChildren(h("p", { class: "problem" }, failure.message)));
  const configuration = openConfiguration(key);
  const firmware = openFirmware(key);
  view.replaceChildren(heading,
    h("section", { class: "card" }, h("h2", {}, t("Devices")), devices,
      h("p", { class: "inline-switch" }, dynamic, h("label", { for: "dynamic" }, t("Dynamic registration")),
        h("span", { class: "hint" }, t("a registered device may fetch its secret with the product secret, once"))),
      h("p", { class: "inline-switch" }, raw, h("label", { for: "raw" }, t("Do not parse")),
        h("span", { class: "hint" }, t("devices send bytes on thing/model/up_raw")))),
    configuration.element,
    firmware.element,
    h("section", { class: "card" }, h("h2", {}, t("Thing model")), model, editor.element));
  draw();
  drawModel();
  configuration.load();
  firmware.load();
  const mine = (work) => (change) => change.productKey === key && work();
  const ends = [on("registry", draw), on("registry", configuration.draw), on("product", mine(drawModel)), on("hello", configuration.load), on("hello", firmware.load),
    on("configuration", mine(configuration.load)), on("firmware", mine(firmware.load))];
  ends.push(guard(editor.written), guard(configuration.written));
  return () => ends.forEach((end) => end());
}
