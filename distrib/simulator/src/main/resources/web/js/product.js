// SPDX-License-Identifier: EPL-2.0
// One product: registration, thing model, devices.

import { api } from "./api.js";
import { openConfiguration } from "./configuration.js";
import { button, h, toast } from "./dom.js";
import { confirmed, createDevice, deviceHash, readModel, showProductSecret } from "./dialogs.js";
import { openFirmware } from "./firmware.js";
import { timeAgo } from "./format.js";
import { statusBadge } from "./sidebar.js";
import { on, state } from "./store.js";
import { describe, propertiesOf, settable } from "./tsl.js";

function modelTable(tsl) {
  const properties = propertiesOf(tsl);
  if (properties.length === 0) {
    return h("p", { class: "empty" }, "The thing model is empty: paste a TSL below, else every property post is refused.");
  }
  return h("div", { class: "table-scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, ["Property", "Type", "Access"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, properties.map((one) => h("tr", {},
      h("th", { scope: "row" }, one.name ?? one.identifier, h("code", { class: "sub" }, one.identifier)),
      h("td", {}, describe(one.dataType)),
      h("td", {}, settable(one) ? "read, set" : "read"))))));
}

function modelEditor(key, shown) {
  const area = h("textarea", { rows: 14, class: "code", spellcheck: "false", "aria-label": "Thing model as JSON" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const save = button("Save the thing model", async () => {
    problem.hidden = true;
    try {
      await api.replaceTsl(key, readModel(area) ?? {});
      const tsl = await api.tsl(key);
      shown.replaceChildren(modelTable(tsl));
      toast("Thing model saved");
    } catch (failure) {
      problem.textContent = failure.message;
      problem.hidden = false;
    }
  }, { class: "primary" });
  return { area, element: h("details", {}, h("summary", {}, "Edit as JSON"),
    h("p", { class: "hint" }, "An exported TSL, or an array of them: the default module and the custom ones (functionBlockId)."), area, problem, h("div", { class: "actions" }, save)) };
}

function deviceTable(key) {
  const devices = state.devices.filter((one) => one.productKey === key);
  if (devices.length === 0) {
    return h("p", { class: "empty" }, "No devices yet.");
  }
  return h("div", { class: "table-scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, ["Device", "State", "Last seen", "Created"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, devices.map((one) => h("tr", {},
      h("th", { scope: "row" }, h("a", { href: deviceHash(one) }, one.deviceName)),
      h("td", {}, statusBadge(one.status)), h("td", {}, timeAgo(one.lastOnlineAt)), h("td", {}, timeAgo(one.createdAt)))))));
}

/** Shows the product in `view`; returns what ends it. */
export function openProduct(view, key) {
  const heading = h("div", { class: "view-head" });
  const devices = h("div", {});
  const model = h("div", {}, h("p", { class: "empty" }, "Reading…"));
  const editor = modelEditor(key, model);
  const dynamic = h("input", { type: "checkbox", role: "switch", id: "dynamic" });
  const raw = h("input", { type: "checkbox", role: "switch", id: "raw" });
  let product;
  raw.addEventListener("input", () => api.changeProduct(key, { raw: raw.checked })
    .then(() => toast(`Data is ${raw.checked ? "not parsed" : "Alink JSON"}`))
    .catch((failure) => toast(failure.message, "bad")));
  dynamic.addEventListener("input", () => api.changeProduct(key, { dynamicRegistration: dynamic.checked })
    .then(() => toast(`Dynamic registration ${dynamic.checked ? "on" : "off"}`))
    .catch((failure) => toast(failure.message, "bad")));
  const title = h("h1", {});
  heading.append(h("div", {}, title, h("p", { class: "subtitle" }, "Product ", h("code", {}, key))),
    h("div", { class: "actions" },
      button("New device…", () => createDevice(key), { class: "primary" }),
      button("Show secret", async () => showProductSecret(product, (await api.productSecret(key)).productSecret)),
      button("Delete…", () => confirmed(`Delete ${product.name}?`, "All its devices go with it and their sessions end.", "Delete",
        async () => { await api.deleteProduct(key); location.hash = "#/"; toast("Product deleted"); }), { class: "danger" })));
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
    if (!editor.element.open) {
      editor.area.value = JSON.stringify(tsl, null, 2);
    }
  }).catch((failure) => model.replaceChildren(h("p", { class: "problem" }, failure.message)));
  const configuration = openConfiguration(key);
  const firmware = openFirmware(key);
  view.replaceChildren(heading,
    h("section", { class: "card" }, h("h2", {}, "Devices"), devices,
      h("p", { class: "inline-switch" }, dynamic, h("label", { for: "dynamic" }, "Dynamic registration"),
        h("span", { class: "hint" }, "a registered device may fetch its secret with the product secret, once")),
      h("p", { class: "inline-switch" }, raw, h("label", { for: "raw" }, "Do not parse"),
        h("span", { class: "hint" }, "devices send bytes on thing/model/up_raw"))),
    configuration.element,
    firmware.element,
    h("section", { class: "card" }, h("h2", {}, "Thing model"), model, editor.element));
  draw();
  drawModel();
  configuration.load();
  firmware.load();
  const mine = (work) => (change) => change.productKey === key && work();
  const ends = [on("registry", draw), on("registry", configuration.draw), on("product", mine(drawModel)), on("hello", configuration.load), on("hello", firmware.load),
    on("configuration", mine(configuration.load)), on("firmware", mine(firmware.load))];
  return () => ends.forEach((end) => end());
}
