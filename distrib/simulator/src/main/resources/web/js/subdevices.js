// SPDX-License-Identifier: EPL-2.0
// A gateway and its sub-devices: the tree, the found devices, and the actions for them.

import { api } from "./api.js";
import { follow } from "./commands.js";
import { confirmed, deviceHash, dialog } from "./dialogs.js";
import { button, field, h, toast } from "./dom.js";
import { timeAgo } from "./format.js";
import { t } from "./lang.js";
import { statusBadge } from "./sidebar.js";
import { state } from "./store.js";
import { recordTable } from "./tabs.js";

const FORCED = [
  [427, t("427: logged in elsewhere")], [520, t("520: no session")], [521, t("521: deleted")], [522, t("522: disabled")],
  [6401, t("6401: not in the topology")],
];
const CHANGES = [["created", t("0: created")], ["deleted", t("1: deleted")], ["enabled", t("2: enabled")], ["disabled", t("8: disabled")]];

const ANSWERS = { timeout: t("no reply"), "not-connected": t("not connected"), busy: t("another one waits for its answer") };

const nameOf = ({ productKey, deviceName }) => ({ productKey, deviceName });
const choice = (pairs) => h("select", {}, pairs.map(([value, label]) => h("option", { value }, label)));

function answered(result) {
  toast(result.status === "replied" ? t("The gateway answered {0}", result.code ?? t("without a code")) : t("The gateway: {0}", ANSWERS[result.status] ?? result.status),
    result.code === 200 ? "info" : "bad");
}

function forceDialog(device) {
  const code = choice(FORCED);
  const on = choice([["logout-reply", "combine/logout_reply"], ["ext-error", "/ext/error"]]);
  const named = h("input", { type: "checkbox", role: "switch", checked: true });
  dialog({
    title: t("Force {0} off", device.deviceName), action: t("Force off"),
    content: [
      field(t("Because of"), code),
      field(t("Topic of the notification"), on),
      field(t("Include the device"), named, t("Without it the notification contains only an id that the gateway never sent.")),
    ],
    submit: async () => {
      await api.force(device, { code: Number(code.value), on: on.value, named: named.checked });
      toast(t("{0} is off", device.deviceName));
    },
  });
}

function changeDialog(gateway, device) {
  const change = choice(CHANGES);
  dialog({
    title: t("Notify of a change of {0}", device.deviceName), action: t("Send thing/topo/change"),
    content: [field(t("Status"), change, t("Nothing is changed here; the gateway is only notified."))],
    submit: async () => answered(await api.changeTopology(gateway, change.value, [nameOf(device)])),
  });
}

function chooseDevice(gateway, title, action, work) {
  const choices = state.devices.filter((one) => deviceHash(one) !== deviceHash(gateway));
  const chosen = h("select", { required: true }, choices.map((one, index) =>
    h("option", { value: index }, `${one.productKey}/${one.deviceName}`)));
  dialog({
    title, action,
    content: [field(t("Device"), chosen)],
    submit: () => work(nameOf(choices[Number(chosen.value)])),
  });
}

function permitDialog(gateway) {
  const product = h("select", {}, state.products.map((one) => h("option", { value: one.productKey }, `${one.name} (${one.productKey})`)));
  const seconds = h("input", { type: "number", min: 0, max: 86400, value: "60" });
  dialog({
    title: t("Permit devices to join"), action: t("Permit"),
    content: [field(t("Product"), product), field(t("For (seconds)"), seconds, t("0 ends it."))],
    submit: async () => answered(await api.permit(gateway, { productKey: product.value, seconds: Number(seconds.value) })),
  });
}

/** Initially shows the last pushed configuration. The text may be invalid: it is served unchanged. */
async function modelConfigDialog(gateway) {
  const last = await api.modelConfig(gateway);
  const text = h("textarea", { rows: 16, class: "code", required: true, spellcheck: "false" },
    last.configuration ?? JSON.stringify({ modelList: [], serverList: [], deviceList: [], tslList: [] }, null, 2));
  const method = h("select", {}, ["sha256", "md5"].map((one) => h("option", { value: one, selected: one === last.digestMethod }, one)));
  const wrong = h("input", { type: "text", autocomplete: "off" });
  const outcome = h("div", {});
  dialog({
    title: t("Push field channels"), action: t("Push"),
    content: [
      field(t("Configuration as JSON"), text, last.configuration === undefined
        ? "modelList, serverList, deviceList, tslList" : t("The configuration of the last push.")),
      field(t("Digest by"), method),
      field(t("Wrong digest to send instead"), wrong),
      outcome],
    submit: () => follow(outcome, () => api.pushModelConfig(gateway, {
      configuration: text.value, digestMethod: method.value, timeoutMs: 20000,
      ...(wrong.value === "" ? {} : { digest: wrong.value }),
    })),
  });
}

function actions(gateway, device, load) {
  const small = (label, work, title) => button(label, async () => {
    await work();
    await load();
  }, { class: "small", title, "aria-label": `${label} ${device.deviceName}` });
  return [
    device.online && small(t("Kick 427"), () => api.force(device, {}), t("Its credentials are used elsewhere")),
    device.online && small(t("Lose 520"), () => api.lose(device), t("Its session is lost on the platform; no one is notified")),
    device.online && small(t("Force off…"), () => forceDialog(device)),
    device.status === "disabled"
      ? small(t("Enable"), () => api.enable(device)) : small(t("Disable"), () => api.disable(device)),
    small(t("Notify of change…"), () => changeDialog(gateway, device)),
    small(t("Notify"), async () => answered(await api.notifyGateway(gateway, [nameOf(device)])), "thing/topo/add/notify"),
    small(t("Unbind"), () => api.unbind(device, true), t("Removes it from the topology; the gateway is notified")),
    small(t("Remove relation"), () => api.unbind(device, false), t("Removes it from the topology; the gateway is not notified")),
    small(t("Delete…"), () => confirmed(t("Delete {0}?", device.deviceName), t("The device receives thing/delete, its session ends, and it is deleted permanently."),
      t("Delete"), async () => {
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
    h("td", { class: "act" }, button(t("Ask to add"), async () => answered(await api.notifyGateway(gateway, [nameOf(device)])), { class: "small" })));
}

/** The sub-devices of a gateway; for other devices a hint how to become a gateway. */
export function subDevicePanel({ identity }) {
  const element = h("div", {});
  const load = async () => {
    const [devices, found] = await Promise.all([api.subDevices(identity), api.found(identity)]);
    const online = devices.filter((one) => one.online).length;
    element.replaceChildren(
      h("div", { class: "tab-head" },
        h("p", {}, devices.length === 0 ? t("No sub-device is behind it.") : t("{0} sub-devices, {1} online.", devices.length, online)),
        button(t("Bind…"), () => chooseDevice(identity, t("Bind a device to the gateway"), t("Bind"), async (one) => {
          await api.bind(identity, [one]);
          await load();
        }), { class: "small", title: t("Immediately; the gateway is notified") }),
        button(t("Notify…"), () => chooseDevice(identity, t("Ask the gateway to add a device"), t("Send thing/topo/add/notify"),
          async (one) => answered(await api.notifyGateway(identity, [one]))), { class: "small" }),
        button(t("Permit…"), () => permitDialog(identity), { class: "small" }),
        button(t("Push field channels…"), () => modelConfigDialog(identity), { class: "small", title: "thing/model/config/push" })),
      recordTable([t("Sub-device"), t("State"), t("Last seen"), ""], devices.map((one) => subDeviceRow(identity, one, load)),
        t("A gateway adds sub-devices by thing/topo/add."), true),
      ...(found.length === 0 ? [] : [
        h("h3", {}, t("Found by the gateway")),
        recordTable([t("Device"), t("When"), ""], found.map((one) => foundRow(identity, one)), "")]));
  };
  return { id: "sub-devices", name: t("Sub-devices"), changes: ["topology", "found"], element, load };
}
