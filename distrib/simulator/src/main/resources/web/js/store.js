// SPDX-License-Identifier: EPL-2.0
// The data of the page, updated by the stream of events.

import { api } from "./api.js";

const bus = new EventTarget();

/** The last known state; read it, never write it from outside this module. */
export const state = {
  stream: "connecting", platform: null, known: false, products: [], devices: [], sessions: [], faults: {}, changes: [],
};

const KEPT_CHANGES = 50;
const LIFE = new Set(["created", "deleted", "enabled", "disabled", "activated", "changed"]);

export function on(name, listener) {
  const wrapped = (event) => listener(event.detail);
  bus.addEventListener(name, wrapped);
  return () => bus.removeEventListener(name, wrapped);
}

function emit(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Runs `work` soon, once for several requests; never two runs at a time. */
export function coalesced(work, pause) {
  let asked = false;
  let busy = false;
  async function run() {
    busy = true;
    while (asked) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      asked = false;
      try {
        await work();
      } catch (failure) {
        emit("trouble", failure);
      }
    }
    busy = false;
  }
  return () => {
    asked = true;
    if (!busy) {
      run();
    }
  };
}

export const refreshRegistry = coalesced(async () => {
  [state.products, state.devices, state.sessions] =
    await Promise.all([api.products(), api.devices(), api.sessions()]);
  state.known = true;
  emit("registry");
}, 120);

const refreshPlatform = coalesced(async () => {
  [state.platform, state.faults] = await Promise.all([api.platform(), api.faults()]);
  emit("platform");
}, 50);

const readChanges = coalesced(async () => {
  state.changes = (await api.sessionChanges()).reverse().slice(0, KEPT_CHANGES);
  emit("change");
}, 50);

function setStream(value) {
  state.stream = value;
  emit("stream");
}

function caughtUp() {
  setStream("live");
  refreshPlatform();
  refreshRegistry();
  readChanges();
  emit("hello");
}

const handlers = {
  hello: caughtUp,
  message: (message) => emit("message", message),
  session: (change) => {
    state.changes = [change, ...state.changes].slice(0, KEPT_CHANGES);
    emit("change", change);
    refreshRegistry();
    emit("device", { ...change, change: "session" });
  },
  device: (change) => {
    emit("device", change);
    if (LIFE.has(change.change)) {
      refreshRegistry();
    }
  },
  product: (change) => {
    emit("product", change);
    refreshRegistry();
  },
  configuration: (change) => emit("configuration", change),
  firmware: (change) => emit("firmware", change),
  fault: (change) => {
    refreshPlatform();
    if (change.deviceName) {
      emit("device", { ...change, change: "faults" });
    }
  },
  broker: () => {
    refreshPlatform();
    refreshRegistry();
  },
};

/** Opens the stream; the browser reopens it after a failure. */
export function open() {
  const source = new EventSource(api.eventsAddress);
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener("error", () => {
    setStream("lost");
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(open, 3000);
    }
  });
}

export function deviceOf({ productKey, deviceName }) {
  return state.devices.find((one) => one.productKey === productKey && one.deviceName === deviceName);
}

export function activeFaults(faults) {
  return Object.entries(faults ?? {}).filter(([name, value]) =>
    value !== false && value !== 0 && value !== null && !["", "proper", "granted"].includes(value) && !["productKey", "deviceName"].includes(name));
}
