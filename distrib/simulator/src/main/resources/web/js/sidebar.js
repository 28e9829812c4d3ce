// SPDX-License-Identifier: EPL-2.0
// Products with their devices, and where the page is.

import { button, h } from "./dom.js";
import { createDevice, createProduct, deviceHash } from "./dialogs.js";
import { timeAgo } from "./format.js";
import { on, state } from "./store.js";

const WORDS = { online: "online", offline: "offline", inactive: "never connected", disabled: "disabled" };

/** The state of a device as dot and word; never by colour alone. */
export function statusBadge(status) {
  return h("span", { class: `status ${status}` }, WORDS[status] ?? status);
}

function here(hash) {
  return location.hash === hash ? "page" : undefined;
}

function deviceLink(device) {
  const hash = deviceHash(device);
  return h("li", {}, h("a", { class: `device-link ${device.status}`, href: hash, "aria-current": here(hash), "data-key": hash },
    h("span", { class: "dot", "aria-hidden": "true" }),
    h("span", { class: "device-name" }, device.deviceName),
    h("span", { class: "device-note" }, device.status === "offline" && device.lastOnlineAt
      ? ["offline, seen ", timeAgo(device.lastOnlineAt)] : WORDS[device.status] ?? device.status,
    device.gateway && `, behind ${device.gateway.deviceName}`)));
}

function productBlock(product, wanted) {
  const hash = `#/products/${encodeURIComponent(product.productKey)}`;
  const devices = state.devices.filter((one) => one.productKey === product.productKey &&
    (wanted === "" || one.deviceName.toLowerCase().includes(wanted)));
  if (wanted !== "" && devices.length === 0) {
    return null;
  }
  return h("section", { class: "product-block" },
    h("a", { class: "product-link", href: hash, "aria-current": here(hash), "data-key": hash },
      h("span", { class: "product-name" }, product.name || product.productKey),
      h("span", { class: "product-key" }, product.productKey),
      h("span", { class: "product-count", title: "online / registered" }, `${product.online}/${product.devices}`)),
    h("ul", {}, devices.map(deviceLink),
      devices.length === 0 && h("li", { class: "empty" }, "no devices yet")));
}

/** Fills the panel and keeps it fresh. */
export function openSidebar(panel) {
  const search = h("input", { type: "search", placeholder: "Find a device…", "aria-label": "Find a device" });
  const tree = h("nav", { "aria-label": "Products and devices" });
  const overview = h("a", { class: "overview-link", href: "#/", "data-key": "#/" }, "Overview");
  const draw = () => {
    const focused = document.activeElement?.dataset?.key;
    const blocks = state.products.map((one) => productBlock(one, search.value.trim().toLowerCase())).filter(Boolean);
    tree.replaceChildren(...(blocks.length > 0 ? blocks : [h("p", { class: "empty" },
      state.products.length === 0 ? "No products yet." : "No device has such a name.")]));
    overview.toggleAttribute("aria-current", false);
    if (location.hash === "#/" || location.hash === "") {
      overview.setAttribute("aria-current", "page");
    }
    if (focused && panel.contains(document.activeElement) === false) {
      panel.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    }
  };
  search.addEventListener("input", draw);
  addEventListener("hashchange", draw);
  on("registry", draw);
  panel.append(
    h("header", { class: "pane-head" }, h("h2", {}, "Devices"),
      h("div", { class: "tools" },
        button("+ Device", () => createDevice(decodeURIComponent(location.hash.split("/")[2] ?? "")), { class: "small" }),
        button("+ Product", createProduct, { class: "small" }))),
    h("div", { class: "filters" }, search),
    h("div", { class: "scroll" }, overview, tree));
  draw();
}
