// SPDX-License-Identifier: EPL-2.0
// A gateway and what is behind it: the tree of its sub-devices, what it has found, and what the platform can do to them.

import { api } from "./api.js";
import { confirmed, deviceHash, dialog } from "./dialogs.js";
import { button, field, h, toast } from "./dom.js";
import { timeAgo } from "./format.js";
import { statusBadge } from "./sidebar.js";
import { state } from "./store.js";
import { recordTable } from "./tabs.js";

const FORCED = [
  [427, "427: came in elsewhere"], [520, "520: no session"], [521, "521: deleted"], [522, "522: disabled"],
  [6401, "6401: not in the topology"],
];
const CHANGES = [["created", "0: created"], ["deleted", "1: deleted"], ["enabled", "2: enabled"], ["disabled", "8: disabled"]];

const nameOf = ({ productKey, deviceName }) => ({ productKey, deviceName });
const choice = (pairs) => h("select", {}, pairs.map(([value, label]) => h("option", { value }, label)));

function answered(result) {
  toast(result.status === "replied" ? `The gateway answered ${result.code ?? "without a code"}` : `The gateway: ${result.status}`,
    result.code === 200 ? "info" : "bad");
}

function forceDialog(device) {
  const code = choice(FORCED);
  const on = choice([["logout-reply", "combine/logout_reply"], ["ext-error", "/ext/error"]]);
  const named = h("input", { type: "checkbox", role: "switch", checked: true });
  dialog({
    title: `Force ${device.deviceName} off`, action: "Force off",
    content: [
      field("Because of", code),
      field("The gateway is told on", on),
      field("Name the device", named, "Without it the notice has nothing but an id that the gateway never sent."),
    ],
    submit: async () => {
      await api.force(device, { code: Number(code.value), on: on.value, named: named.checked });
      toast(`${device.deviceName} is off`);
    },
  });
}

function changeDialog(gateway, device) {
  const change = choice(CHANGES);
  dialog({
    title: `Tell of ${device.deviceName}`, action: "Send thing/topo/change",
    content: [field("Status", change, "Nothing is changed here: the gateway is only told so.")],
    submit: async () => answered(await api.changeTopology(gateway, change.value, [nameOf(device)])),
  });
}

function chooseDevice(gateway, title, action, work) {
  const choices = state.devices.filter((one) => deviceHash(one) !== deviceHash(gateway));
  const chosen = h("select", { required: true }, choices.map((one, index) =>
    h("option", { value: index }, `${one.productKey}/${one.deviceName}`)));
  dialog({
    title, action,
    content: [field("Device", chosen)],
    submit: () => work(nameOf(choices[Number(chosen.value)])),
  });
}

function permitDialog(gateway) {
  const product = h("select", {}, state.products.map((one) => h("option", { value: one.productKey }, `${one.name} (${one.productKey})`)));
  const seconds = h("input", { type: "number", min: 0, max: 86400, value: "60" });
  dialog({
    title: "Let devices join", action: "Permit",
    content: [field("Product", product), field("For (seconds)", seconds, "0 ends it.")],
    submit: async () => answered(await api.permit(gateway, { productKey: product.value, seconds: Number(seconds.value) })),
  });
}

function actions(gateway, device, load) {
  const small = (label, work, title) => button(label, async () => {
    await work();
    await load();
  }, { class: "small", title, "aria-label": `${label} ${device.deviceName}` });
  return [
    device.online && small("Kick 427", () => api.force(device, {}), "Its certificate came in elsewhere"),
    device.online && small("Lose 520", () => api.lose(device), "Its session is lost here; nobody is told"),
    device.online && small("Force off…", () => forceDialog(device)),
    device.status === "disabled"
      ? small("Enable", () => api.enable(device)) : small("Disable", () => api.disable(device)),
    small("Tell change…", () => changeDialog(gateway, device)),
    small("Notify", async () => answered(await api.notifyGateway(gateway, [nameOf(device)])), "thing/topo/add/notify"),
    small("Unbind", () => api.unbind(device, true), "Out of the topology; the gateway is told"),
    small("Forget relation", () => api.unbind(device, false), "Out of the topology; the gateway is not told"),
    small("Delete…", () => confirmed(`Delete ${device.deviceName}?`, "It is sent thing/delete, its session ends, and it is gone for good.",
      "Delete", async () => {
        await api.deleteDevice(device);
        await load();
      })),
  ];
}

function subDeviceRow(gateway, device, load) {
  return h("tr", {},
    h("th", { scope: "row" }, h("a", { href: deviceHash(device) }, device.deviceName), h("code", { class: "sub" }, device.productKey)),
    h("td", {}, statusBadge(device.status)),
    h("td", { class: "when" }, device.lastOnlineAt ? timeAgo(device.lastOnlineAt) : ""),
    h("td", {}, h("div", { class: "actions row" }, actions(gateway, device, load))));
}

function foundRow(gateway, device) {
  return h("tr", {},
    h("th", { scope: "row" }, device.deviceName, h("code", { class: "sub" }, device.productKey)),
    h("td", { class: "when" }, timeAgo(device.time)),
    h("td", { class: "act" }, button("Ask to add", async () => answered(await api.notifyGateway(gateway, [nameOf(device)])), { class: "small" })));
}

/** What is behind a device that is a gateway; of all others, how one becomes a gateway. */
export function subDevicePanel({ identity }) {
  const element = h("div", {});
  const load = async () => {
    const [devices, found] = await Promise.all([api.subDevices(identity), api.found(identity)]);
    const online = devices.filter((one) => one.online).length;
    element.replaceChildren(
      h("div", { class: "tab-head" },
        h("p", {}, devices.length === 0 ? "No sub-device is behind it." : `${devices.length} sub-devices, ${online} online.`),
        button("Bind…", () => chooseDevice(identity, "Put a device behind it", "Bind", async (one) => {
          await api.bind(identity, [one]);
          await load();
        }), { class: "small", title: "Here and now; the gateway is told" }),
        button("Notify…", () => chooseDevice(identity, "Ask the gateway to add a device", "Send thing/topo/add/notify",
          async (one) => answered(await api.notifyGateway(identity, [one]))), { class: "small" }),
        button("Permit…", () => permitDialog(identity), { class: "small" })),
      recordTable(["Sub-device", "State", "Seen", ""], devices.map((one) => subDeviceRow(identity, one, load)),
        "A gateway adds sub-devices by thing/topo/add."),
      ...(found.length === 0 ? [] : [
        h("h3", {}, "Found by the gateway"),
        recordTable(["Device", "When", ""], found.map((one) => foundRow(identity, one)), "")]));
  };
  return { name: "Sub-devices", changes: ["topology", "found"], element, load };
}
