// SPDX-License-Identifier: EPL-2.0
// Where the page starts: panels, addresses (#/products/…, #/devices/…), the line at the top.

import { button, h, text, toast } from "./dom.js";
import { openDevice } from "./device.js";
import { faultsDialog, inWords } from "./faults.js";
import { refreshTimes } from "./format.js";
import { openMessages } from "./messages.js";
import { openOverview } from "./overview.js";
import { openProduct } from "./product.js";
import { openSidebar } from "./sidebar.js";
import { on, open, state } from "./store.js";

const STREAM = {
  connecting: "connecting…", live: "live", lost: "connection to the simulator lost, trying again…",
};

const view = document.getElementById("view");
let end = () => {};

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function show() {
  const [, kind, first, second] = location.hash.split("/").map(decoded);
  end();
  if (kind === "devices" && first && second) {
    end = openDevice(view, { productKey: first, deviceName: second });
    document.title = `${second} – Kuralink simulator`;
  } else if (kind === "products" && first) {
    end = openProduct(view, first);
    document.title = `${first} – Kuralink simulator`;
  } else {
    end = openOverview(view);
    document.title = "Kuralink simulator";
  }
  view.scrollTop = 0;
}

function choosePane(name) {
  document.body.dataset.pane = name;
  for (const choice of document.querySelectorAll(".switch button")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.pane === name));
  }
}

function drawTop() {
  const element = document.getElementById("stream");
  element.dataset.state = state.stream;
  text(element, STREAM[state.stream]);
  const words = inWords(state.faults);
  const top = document.getElementById("top-state");
  top.replaceChildren();
  if (state.platform?.brokerRunning === false) {
    top.append(h("span", { class: "chip bad" }, "broker stopped"));
  }
  if (words !== "") {
    top.append(button(`faults: ${words}`, () => faultsDialog(null, state.faults), { class: "chip warn" }));
  }
}

function start() {
  openSidebar(document.getElementById("devices"));
  openMessages(document.getElementById("messages"));
  for (const choice of document.querySelectorAll(".switch button")) {
    choice.addEventListener("click", () => choosePane(choice.dataset.pane));
  }
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });
  choosePane("view");
  addEventListener("hashchange", () => {
    choosePane("view");
    show();
    view.focus({ preventScroll: true });
  });
  on("stream", drawTop);
  on("platform", drawTop);
  on("trouble", (failure) => state.stream === "live" && toast(failure.message, "bad"));
  show();
  open();
  setInterval(refreshTimes, 1000);
}

start();
