// SPDX-License-Identifier: EPL-2.0
// Firmware of a product: upload a version, verify it, push it, and show the progress of the devices.

import { api } from "./api.js";
import { confirmed, deviceHash, dialog } from "./dialogs.js";
import { button, field, h, toast } from "./dom.js";
import { bytes, clockTime, timeAgo } from "./format.js";
import { t } from "./lang.js";
import { told } from "./refusals.js";
import { statusWord } from "./sidebar.js";
import { coalesced, state } from "./store.js";
import { recordTable } from "./tabs.js";

const MARKS = { pending: "", updating: "busy", succeeded: "good", failed: "bad", cancelled: "", skipped: "" };
const STATES = {
  pending: t("pending"), updating: t("updating"), succeeded: t("succeeded"), failed: t("failed"), cancelled: t("cancelled"),
  skipped: t("skipped"), running: t("running"), done: t("done"), finished: t("finished"),
};
const JOBS = { verify: t("verification"), push: t("push") };
const FAILURES = { "-1": t("update failed"), "-2": t("download failed"), "-3": t("verification failed"), "-4": t("installation failed") };

/** A file name that is valid in an address. */
export function addressable(name) {
  return name.replace(/[^A-Za-z0-9._-]/g, "_").replace(/^\.+/, "").slice(-100) || "file";
}

function newFirmware(key) {
  const file = h("input", { type: "file", required: true });
  const version = h("input", { required: true, maxlength: 64, pattern: "[A-Za-z0-9._\\-]+", autocomplete: "off" });
  const module = h("input", { maxlength: 64, pattern: "[A-Za-z0-9._\\-]+", autocomplete: "off", value: "default" });
  const method = h("select", {}, ["SHA256", "Md5"].map((name) => h("option", { value: name }, name)));
  const verify = h("input", { type: "checkbox", role: "switch" });
  dialog({
    title: t("New firmware"), action: t("Upload"),
    content: [
      field(t("File"), file, t("At most 2 GB.")),
      field(t("Version"), version, t("Letters, digits and . _ -")),
      field(t("Module"), module, t("The module of the device; messages contain it unless it is “default”.")),
      field(t("Sign method"), method),
      field(t("Verify first"), verify, t("It must succeed on one device before it can be pushed to all devices.")),
    ],
    submit: async () => {
      const chosen = file.files[0];
      const kept = await api.upload(new File([chosen], addressable(chosen.name)));
      await api.createFirmware(key, {
        fileId: kept.fileId, version: version.value.trim(), module: module.value.trim() || "default",
        signMethod: method.value, verify: verify.checked,
      });
      toast(t("Firmware uploaded"));
    },
  });
}

function pushDialog(key, firmware, kind) {
  const ticks = state.devices.filter((one) => one.productKey === key).map((one) => ({
    name: one.deviceName, status: one.status, box: h("input", { type: "checkbox", checked: kind === "push" }),
  }));
  const proof = kind === "verify";
  const scheme = h("select", {}, h("option", { value: "https" }, "https"), h("option", { value: "http" }, "http"));
  dialog({
    title: proof ? t("Verify {0} {1}", firmware.module, firmware.version) : t("Push {0} {1}", firmware.module, firmware.version),
    action: proof ? t("Verify") : t("Push"),
    content: [
      h("div", { class: "ticks", role: "group", "aria-label": t("Devices") }, ticks.map((one) =>
        h("label", { class: "tick" }, one.box, one.name, h("span", { class: "faint" }, statusWord(one.status))))),
      h("p", { class: "hint" }, t("An offline device is notified when it next reports its version. Devices that already have this version are skipped.")),
      field(t("Address"), scheme, t("The beginning of the file address, which is valid for 30 minutes.")),
    ],
    submit: async () => {
      const devices = ticks.filter((one) => one.box.checked).map((one) => one.name);
      if (devices.length === 0) {
        throw new Error(t("Choose a device."));
      }
      await api.startFirmware(key, firmware.firmwareId, kind, { devices, scheme: scheme.value });
      toast(proof ? t("Verification started") : t("Firmware pushed"));
    },
  });
}

function showReports(task) {
  dialog({
    title: t("Reports of {0}", task.deviceName), cancel: t("Close"),
    content: [
      recordTable([t("Time"), t("Step"), t("Description")], task.reports.map((one) => h("tr", {},
        h("td", { class: "when" }, clockTime(one.time)), h("td", {}, one.step), h("td", { class: "wrap" }, one.desc))),
      t("Nothing yet.")),
      task.problems.length > 0 && [h("h4", {}, t("Not as specified")),
        h("ul", { class: "plain" }, task.problems.map((one) => h("li", {}, one)))],
    ],
  });
}

function progressOf(task) {
  if (task.state === "updating" || (task.state === "succeeded" && task.step > 0)) {
    return h("span", { class: "progress-cell" },
      h("progress", { max: 100, value: task.step, "aria-label": t("Progress of {0}", task.deviceName) }), `${task.step} %`);
  }
  return FAILURES[task.step] ?? "";
}

function taskRow(key, task) {
  return h("tr", {},
    h("th", { scope: "row" }, h("a", { href: deviceHash({ productKey: key, deviceName: task.deviceName }) }, task.deviceName)),
    h("td", {}, h("span", { class: `mark ${MARKS[task.state]}` },
      task.state === "pending" && task.pushes === 0 ? t("pending, offline") : STATES[task.state] ?? task.state), " ", progressOf(task),
    task.desc && h("span", { class: "sub wrap" }, told(task.desc))),
    h("td", { class: "when" }, timeAgo(task.changedAt)),
    h("td", { class: "act" }, (task.reports.length > 0 || task.problems.length > 0)
      && button(task.problems.length > 0 ? t("Reports ({0} irregular)", task.problems.length) : t("Reports"), () => showReports(task), { class: "small" })));
}

/** The card of a product: {element, load}. */
export function openFirmware(key) {
  const versions = h("div", {});
  const jobs = h("div", { class: "jobs" });

  function versionRow(one) {
    const needsProof = one.verify && !one.verified;
    return h("tr", {},
      h("th", { scope: "row" }, one.version, h("code", { class: "sub" }, one.module)),
      h("td", { class: "file" }, h("span", { class: "wrap" }, one.fileName), h("span", { class: "sub" }, `${bytes(one.size)}, ${one.signMethod}`)),
      h("td", {}, one.verify ? h("span", { class: `mark ${one.verified ? "good" : "busy"}` }, one.verified ? t("verified") : t("to be verified")) : ""),
      h("td", { class: "when" }, timeAgo(one.createdAt)),
      h("td", { class: "act" }, h("span", { class: "buttons" },
        needsProof && button(t("Verify…"), () => pushDialog(key, one, "verify"), { class: "small" }),
        button(t("Push…"), () => pushDialog(key, one, "push"), { class: "small" }),
        button(t("Delete…"), () => confirmed(t("Delete {0} {1}?", one.module, one.version), t("Its jobs are deleted too."), t("Delete"),
          () => api.deleteFirmware(key, one.firmwareId)), { class: "small danger" }))));
  }

  function jobBlock(job, firmware) {
    return h("details", { class: "job", open: job.state === "running" },
      h("summary", {}, h("strong", {}, `${firmware?.module ?? ""} ${firmware?.version ?? ""}`), ` ${JOBS[job.kind] ?? job.kind}, ${STATES[job.state] ?? job.state}, `,
        t("{0} of {1} done, ", job.devices.filter((one) => one.state === "succeeded").length, job.devices.length), timeAgo(job.createdAt)),
      recordTable([t("Device"), t("State"), t("Since"), ""], job.devices.map((task) => taskRow(key, task)), t("No devices.")),
      job.state === "running" && h("div", { class: "actions" },
        button(t("Cancel the job"), () => api.cancelFirmware(key, job.jobId), { class: "small danger" })));
  }

  const load = coalesced(async () => {
    const [all, work] = await Promise.all([api.firmware(key), api.firmwareJobs(key)]);
    versions.replaceChildren(recordTable([t("Version"), t("File"), "", t("Created"), ""], all.map(versionRow), t("No firmware yet."), true));
    jobs.replaceChildren(...work.slice(0, 10).map((job) => jobBlock(job, all.find((one) => one.firmwareId === job.firmwareId))));
    heading.hidden = work.length === 0;
  }, 100);

  const heading = h("h3", { hidden: true }, t("Jobs"));
  const element = h("section", { class: "card" },
    h("div", { class: "tab-head" }, h("h2", {}, t("Firmware")), button(t("New firmware…"), () => newFirmware(key))),
    versions, heading, jobs);
  return { element, load };
}
