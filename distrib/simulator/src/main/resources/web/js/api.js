// SPDX-License-Identifier: EPL-2.0
// A client for the simulator's REST interface (openapi.yaml), one function per call.

import { language, t } from "./lang.js";
import { told } from "./refusals.js";

const BASE = "api/v1";

// The texts of errors by their code (openapi.yaml, Refusal); the details follow.
const REFUSALS = {
  "bad-request": (said) => t("The request is wrong: {0}", said),
  "conflict": (said) => t("Conflict: {0}", said),
  "failed": (said) => t("The simulator failed: {0}", said),
  "method-not-allowed": (said) => t("Not supported: {0}", said),
  "not-connected": (said) => t("The device is not connected: {0}", said),
  "not-found": (said) => t("Not found: {0}", said),
  "shadow": (said) => t("The shadow rejects it: {0}", said),
  "too-large": (said) => t("Too large: {0}", said),
  "too-many-streams": (said) => t("Too many pages are open: {0}", said),
  "wrong-host": (said) => t("Not at this address: {0}", said),
  "wrong-origin": (said) => t("Not from this page: {0}", said),
  "wrong-type": (said) => t("The content is of the wrong type: {0}", said),
};

function words(refusal) {
  if (language === "en" || refusal?.message === undefined) {
    return refusal?.message;
  }
  const word = String(refusal.error).replace(/^shadow-.*$/, "shadow");
  const particulars = told(refusal.message);
  return REFUSALS[word]?.(particulars) ?? particulars;
}

async function exchange(method, path, body, type = "application/json") {
  const options = { method, headers: { Accept: "application/json" } };
  if (method !== "GET" && method !== "DELETE") {
    options.headers["Content-Type"] = type;
    options.body = body;
  }
  let response;
  try {
    response = await fetch(`${BASE}${path}`, options);
  } catch {
    throw new Error(t("The simulator does not answer: has it been stopped?"));
  }
  const content = await response.text();
  if (response.ok) {
    return content;
  }
  throw new Error(words(parsed(content, response.status)) ?? t("The simulator refused with status {0}.", response.status));
}

function parsed(content, status) {
  try {
    return content === "" ? undefined : JSON.parse(content);
  } catch {
    throw new Error(t("The simulator's answer (status {0}) is not JSON.", status));
  }
}

async function call(method, path, body) {
  return parsed(await exchange(method, path, JSON.stringify(body ?? {})), 200);
}

const part = encodeURIComponent;
const product = (key) => `/products/${part(key)}`;
const device = ({ productKey, deviceName }) => `/devices/${part(productKey)}/${part(deviceName)}`;
const items = async (path) => (await call("GET", path)).items;

export const api = {
  platform: () => call("GET", "/platform"),
  products: () => items("/products"),
  devices: () => items("/devices"),
  sessions: () => items("/sessions"),
  sessionChanges: () => items("/sessions/changes"),
  messages: (limit) => items(`/messages?limit=${limit}`),
  faults: () => call("GET", "/faults"),

  createProduct: (body) => call("POST", "/products", body),
  changeProduct: (key, body) => call("PATCH", product(key), body),
  deleteProduct: (key) => call("DELETE", product(key)),
  productSecret: (key) => call("GET", `${product(key)}/secret`),
  tsl: (key) => call("GET", `${product(key)}/tsl`),
  replaceTsl: (key, tsl) => call("PUT", `${product(key)}/tsl`, tsl),

  configuration: (key) => call("GET", `${product(key)}/configuration`),
  changeConfiguration: (key, body) => call("PATCH", `${product(key)}/configuration`, body),
  configurationContent: (key, id) => exchange("GET", `${product(key)}/configuration/versions/${part(id)}`),
  saveConfiguration: (key, content) => exchange("PUT", `${product(key)}/configuration/content`, content),
  pushConfiguration: (key) => call("POST", `${product(key)}/configuration/push`),

  upload: async (file) => JSON.parse(
    await exchange("POST", `/files?name=${part(file.name)}`, file, "application/octet-stream")),
  firmware: (key) => items(`${product(key)}/firmware`),
  createFirmware: (key, body) => call("POST", `${product(key)}/firmware`, body),
  deleteFirmware: (key, id) => call("DELETE", `${product(key)}/firmware/${part(id)}`),
  startFirmware: (key, id, kind, body) => call("POST", `${product(key)}/firmware/${part(id)}/${kind}`, body),
  firmwareJobs: (key) => items(`${product(key)}/firmware-jobs`),
  cancelFirmware: (key, id) => call("POST", `${product(key)}/firmware-jobs/${part(id)}/cancel`),

  createDevice: (key, body) => call("POST", `${product(key)}/devices`, body),
  device: (identity) => call("GET", device(identity)),
  deleteDevice: (identity) => call("DELETE", device(identity)),
  deviceSecret: (identity) => call("GET", `${device(identity)}/secret`),
  replaceSecret: (identity, deviceSecret) => call("PUT", `${device(identity)}/secret`, { deviceSecret }),
  disable: (identity, body) => call("POST", `${device(identity)}/disable`, body),
  enable: (identity) => call("POST", `${device(identity)}/enable`),
  subDevices: (identity) => items(`${device(identity)}/sub-devices`),
  found: (identity) => items(`${device(identity)}/found`),
  bind: (identity, devices) => call("POST", `${device(identity)}/sub-devices`, { devices }),
  notifyGateway: (identity, devices) => call("POST", `${device(identity)}/sub-devices/notify`, { devices }),
  changeTopology: (identity, change, devices) => call("POST", `${device(identity)}/sub-devices/change`, { change, devices }),
  permit: (identity, body) => call("POST", `${device(identity)}/sub-devices/permit`, body),
  modelConfig: (identity) => call("GET", `${device(identity)}/model-config`),
  pushModelConfig: (identity, body) => call("POST", `${device(identity)}/model-config`, body),
  unbind: (identity, tell) => call("DELETE", `${device(identity)}/gateway?tell=${tell}`),
  force: (identity, body) => call("POST", `${device(identity)}/force`, body),
  lose: (identity) => call("POST", `${device(identity)}/lose`),
  kick: (identity) => call("POST", `${device(identity)}/kick`),

  setProperties: (identity, body) => call("POST", `${device(identity)}/properties/set`, body),
  getProperties: (identity, body) => call("POST", `${device(identity)}/properties/get`, body),
  callService: (identity, name, body) => call("POST", `${device(identity)}/services/${part(name)}`, body),
  answers: (identity) => call("GET", `${device(identity)}/answers`),
  deviceEvents: (identity) => items(`${device(identity)}/events`),
  desired: (identity) => call("GET", `${device(identity)}/desired`),
  desire: (identity, body) => call("PUT", `${device(identity)}/desired`, body),
  desireNothing: (identity, name) => call("DELETE", `${device(identity)}/desired/${part(name)}`),
  shadow: (identity) => call("GET", `${device(identity)}/shadow`),
  changeShadow: (identity, body) => call("PATCH", `${device(identity)}/shadow`, body),
  forgetShadow: (identity) => call("DELETE", `${device(identity)}/shadow`),
  controlShadow: (identity) => call("POST", `${device(identity)}/shadow/control`),
  tags: (identity) => items(`${device(identity)}/tags`),
  custom: (identity) => items(`${device(identity)}/custom`),
  raw: (identity) => call("GET", `${device(identity)}/raw`),
  sendRaw: (identity, body) => call("POST", `${device(identity)}/raw`, body),
  answerRaw: (identity, body) => call("PUT", `${device(identity)}/raw/answer`, body),
  logs: (identity) => call("GET", `${device(identity)}/logs`),
  logMode: (identity, mode) => call("PUT", `${device(identity)}/logs/mode`, { mode }),
  rrpc: (identity, body) => call("POST", `${device(identity)}/rrpc`, body),
  publish: (identity, body) => call("POST", `${device(identity)}/messages`, body),

  setFaults: (identity, faults) => call("PUT", identity ? `${device(identity)}/faults` : "/faults", faults),
  clearFaults: (identity) => call("DELETE", identity ? `${device(identity)}/faults` : "/faults"),
  stopBroker: () => call("POST", "/broker/stop"),
  startBroker: () => call("POST", "/broker/start"),

  eventsAddress: `${BASE}/events`,
};
