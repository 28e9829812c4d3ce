// SPDX-License-Identifier: EPL-2.0
// Products with their devices, and the current selection.

import { button, h } from "./dom.js";
import { createDevice, createProduct, deviceHash } from "./dialogs.js";
import { timeAgo } from "./format.js";
import { parts, t } from "./lang.js";
import { on, state } from "./store.js";

const WORDS = { online: t("online"), offline: t("offline"), inactive: t("never connected"), disabled: t("disabled") };

/** The state of a device as text. */
export const statusWord = (status) => WORDS[status] ?? status;

/** The state of a device as dot and text; never by colour alone. */
export function statusBadge(status) {
  return h("span", { class: `status ${status}` }, statusWord(status));
}

function here(hash) {
  return location.hash === hash || location.hash.startsWith(`${hash}/`) ? "page" : undefined;
}

function deviceLink(device) {
  const hash = deviceHash(device);
  return h("li", {}, h("a", { class: `device-link ${device.status}`, href: hash, "aria-current": here(hash), "data-key": hash },
    h("span", { class: "dot", "aria-hidden": "true" }),
    h("span", { class: "device-name" }, device.deviceName),
    h("span", { class: "device-note" }, device.status === "offline" && device.lastOnlineAt
      ? parts("offline, seen {0}", timeAgo(device.lastOnlineAt)) : statusWord(device.status),
    device.gateway && t(", behind {0}", device.gateway.deviceName))));
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
      h("span", { class: "product-count", title: t("online / registered") }, `${product.online}/${product.devices}`)),
    h("ul", {}, devices.map(deviceLink),
      devices.length === 0 && h("li", { class: "empty" }, t("no devices yet"))));
}

function emptyWords() {
  if (!state.known) {
    return t("No answer yet.");
  }
  return state.products.length === 0 ? t("No products yet.") : t("No device matches this name.");
}

/** Fills the panel and updates it. */
export function openSidebar(panel) {
  const search = h("input", { type: "search", placeholder: t("Find a device…"), "aria-label": t("Find a device") });
  const tree = h("nav", { "aria-label": t("Products and devices") });
  const overview = h("a", { class: "overview-link", href: "#/", "data-key": "#/" }, t("Overview"));
  const draw = () => {
    const focused = document.activeElement?.dataset?.key;
    const blocks = state.products.map((one) => productBlock(one, search.value.trim().toLowerCase())).filter(Boolean);
    tree.replaceChildren(...(blocks.length > 0 ? blocks : [h("p", { class: "empty" }, emptyWords())]));
    overview.toggleAttribute("aria-current", false);
    if (location.hash === "#/" || location.hash === "") {
      overview.setAttribute("aria-current", "page");
    }
    if (focused && panel.contains(document.activeElement) === false) {
      panel.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    }
  };
  search.addEventListener("input", draw);
  document.addEventListener("routed", draw);
  on("registry", draw);
  panel.append(
    h("header", { class: "pane-head" }, h("h2", {}, t("Devices")),
      h("div", { class: "tools" },
        button(t("+ Device"), () => createDevice(decodeURIComponent(location.hash.split("/")[2] ?? "")), { class: "small" }),
        button(t("+ Product"), createProduct, { class: "small" }))),
    h("div", { class: "filters" }, search),
    h("div", { class: "scroll" }, overview, tree));
  draw();
}
