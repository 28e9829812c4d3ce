// SPDX-License-Identifier: EPL-2.0
// One device: its state, its session, its current properties, and its actions.

import { api } from "./api.js";
import { button, facts, field, h, toast } from "./dom.js";
import { getDialog, setDialog } from "./commands.js";
import { confirmed, deviceHash, dialog, publishAnything, showCredentials } from "./dialogs.js";
import { faultsDialog, inWords } from "./faults.js";
import { timeAgo } from "./format.js";
import { parts, t } from "./lang.js";
import { showOnly } from "./messages.js";
import { changeLine, loginWord } from "./overview.js";
import { desiredPanel } from "./desired.js";
import { propertyTable } from "./properties.js";
import { told } from "./refusals.js";
import { customPanel, logPanel, rawPanel, tagsPanel } from "./records.js";
import { eventsPanel, servicesPanel } from "./services.js";
import { shadowPanel } from "./shadow.js";
import { subDevicePanel } from "./subdevices.js";
import { statusBadge } from "./sidebar.js";
import { coalesced, on, state } from "./store.js";
import { choosePane, openTabs } from "./tabs.js";

function sessionFacts(device) {
  const session = device.session;
  if (!session) {
    return device.status === "inactive"
      ? h("p", { class: "empty" }, t("This device has never connected. “Show secret” shows the data that it needs to log in."))
      : h("p", { class: "empty" }, parts("Not connected. Last seen {0}.", timeAgo(device.lastOnlineAt)));
  }
  return [
    facts([
      [t("Transport"), session.transport],
      [t("From"), h("code", {}, session.remote)],
      [t("Connected"), timeAgo(session.since)],
      ...(session.keepAliveSeconds > 0 ? [
        [t("Keep-alive"), t("{0} s", session.keepAliveSeconds)],
        [t("Clean session"), session.cleanSession ? t("yes") : t("no")],
      ] : []),
      [t("Log-in by"), loginWord(session.login)],
      [t("Client id"), h("code", { class: "wrap" }, session.clientId)],
    ]),
    h("details", {}, h("summary", {}, t("Subscriptions ({0})", session.subscriptions?.length ?? 0)),
      h("ul", { class: "plain" }, (session.subscriptions ?? []).map((one) => h("li", {}, h("code", { class: "wrap" }, one))))),
  ];
}

function ignoredList(ignored) {
  const entries = Object.entries(ignored ?? {});
  return entries.length > 0 && h("div", { class: "note ignored" },
    h("p", {}, h("strong", {}, t("Reported but not accepted")), t(" (the device still receives 200)")),
    h("ul", { class: "plain" }, entries.map(([name, why]) =>
      h("li", {}, h("code", {}, name), ` ${told(why.reason)}, `, timeAgo(why.time)))));
}

class DeviceView {
  constructor(view, identity) {
    this.view = view;
    this.identity = identity;
    this.tsl = {};
    this.device = null;
    this.badge = h("span", {});
    this.behind = h("span", {});
    this.session = h("div", {});
    this.note = h("p", { class: "note", hidden: true });
    this.diary = h("ol", { class: "changes" });
    this.diaryCard = h("section", { class: "card", hidden: true }, h("h2", {}, t("Recent events")), this.diary);
    this.ignored = h("div", {});
    this.properties = propertyTable((name) => setDialog(this.device, this.tsl, name));
    this.refresh = coalesced(() => this.load(), 150);
    this.ends = [];
  }

  panels() {
    const context = { identity: this.identity, tsl: () => this.tsl, device: () => this.device };
    return [
      { id: "properties", name: t("Properties"), changes: [], element: h("div", {}, this.ignored, this.properties.element), load: () => {} },
      subDevicePanel(context), servicesPanel(context), eventsPanel(context), desiredPanel(context), shadowPanel(context), tagsPanel(context),
      customPanel(context), rawPanel(context), logPanel(context),
    ];
  }

  open() {
    const { productKey, deviceName } = this.identity;
    this.tabs = openTabs(this.panels(), deviceHash(this.identity));
    this.switchButton = button(t("Disable"), () => this.toggle());
    this.kickButton = button(t("Kick"), async () => {
      await api.kick(this.identity);
      toast(t("Session cut"));
    }, { title: t("Cut the session now; the device may log in again") });
    this.commandButtons = [
      button(t("Set properties…"), () => setDialog(this.device, this.tsl), { class: "primary" }),
      button(t("Get properties…"), () => getDialog(this.device, this.tsl)),
    ];
    this.view.replaceChildren(
      h("header", { class: "view-head" },
        h("div", {}, h("h1", {}, deviceName, this.badge),
          h("p", { class: "subtitle" }, parts("Device of {0}",
            h("a", { href: `#/products/${encodeURIComponent(productKey)}` }, h("code", {}, productKey))), this.behind)),
        h("div", { class: "actions" }, this.commandButtons)),
      this.note,
      h("div", { class: "actions row" }, this.kickButton, this.switchButton,
        button(t("Faults…"), () => faultsDialog(this.identity, this.device.faults)),
        button(t("Publish…"), () => publishAnything(this.identity)),
        button(t("Show secret"), async () => showCredentials(
          { ...this.identity, ...await api.deviceSecret(this.identity) }, t("Credentials of {0}", deviceName))),
        button(t("Its messages"), () => {
          showOnly(this.identity);
          choosePane("messages");
        }),
        button(t("Delete…"), () => this.remove(), { class: "danger" })),
      this.tabs.element,
      h("section", { class: "card" }, h("h2", {}, t("Session")), this.session),
      this.diaryCard);
    const mine = (one) => one.productKey === productKey && one.deviceName === deviceName;
    this.ends = [
      on("device", (change) => mine(change) && (this.tabs.changed(change.change) || this.refresh())),
      on("registry", () => this.refresh()),
      on("product", (change) => change.productKey === productKey && this.loadModel()),
      on("change", () => this.drawDiary(mine)),
    ];
    this.drawDiary(mine);
    this.loadModel();
    return () => this.ends.splice(0).forEach((end) => end());
  }

  drawDiary(mine) {
    const changes = state.changes.filter(mine).slice(0, 12);
    this.diary.replaceChildren(...changes.map(changeLine));
    this.diaryCard.hidden = changes.length === 0;
  }

  async loadModel() {
    try {
      this.tsl = await api.tsl(this.identity.productKey);
      await this.load();
      this.tabs.load();
    } catch (failure) {
      this.view.replaceChildren(h("p", { class: "problem" }, failure.message), h("p", {}, h("a", { href: "#/" }, t("To the overview"))));
      this.ends.splice(0).forEach((end) => end());
    }
  }

  async load() {
    this.device = await api.device(this.identity);
    this.draw();
  }

  draw() {
    const device = this.device;
    const faults = inWords(device.faults);
    this.badge.replaceChildren(statusBadge(device.status));
    this.behind.replaceChildren(...(device.gateway
      ? parts(", sub-device of {0}", h("a", { href: deviceHash(device.gateway) }, device.gateway.deviceName)) : []));
    this.note.hidden = faults === "";
    this.note.textContent = t("Faults for this device: {0}.", faults);
    this.switchButton.textContent = device.status === "disabled" ? t("Enable") : t("Disable");
    this.kickButton.hidden = !device.session;
    const open = this.session.querySelector("details")?.open ?? false;
    this.session.replaceChildren(...[sessionFacts(device)].flat());
    this.session.querySelector("details")?.toggleAttribute("open", open);
    this.ignored.replaceChildren(ignoredList(device.ignored) || "");
    this.properties.draw(this.tsl, device.properties ?? {});
  }

  async toggle() {
    if (this.device.status === "disabled") {
      await api.enable(this.identity);
      toast(t("{0} is enabled", this.identity.deviceName));
      await this.load();
    } else if (this.device.session) {
      this.disable();
    } else {
      await api.disable(this.identity);
      toast(t("{0} is disabled", this.identity.deviceName));
    }
  }

  disable() {
    const spare = h("input", { type: "checkbox", role: "switch" });
    dialog({
      title: t("Disable {0}?", this.identity.deviceName), action: t("Disable"),
      content: [
        h("p", {}, t("The device receives thing/disable; its session ends after its answer, or after one second. It cannot log in until it is enabled.")),
        field(t("Keep the session"), spare, t("Allows trying thing/enable on the same connection; the platform does not do this.")),
      ],
      submit: async () => {
        await api.disable(this.identity, { kick: !spare.checked });
        toast(t("{0} is disabled", this.identity.deviceName));
      },
    });
  }

  remove() {
    const { deviceName } = this.identity;
    confirmed(t("Delete {0}?", deviceName), t("The device receives thing/delete, its session ends, and its credentials, shadow and tags are deleted permanently."), t("Delete"), async () => {
      this.ends.splice(0).forEach((end) => end());
      await api.deleteDevice(this.identity);
      location.hash = "#/";
      toast(t("{0} deleted", deviceName));
    });
  }
}

/** Shows the device in `view`; returns a function that ends it. */
export function openDevice(view, identity) {
  return new DeviceView(view, identity).open();
}
