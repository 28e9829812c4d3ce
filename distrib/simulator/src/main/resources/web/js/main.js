// SPDX-License-Identifier: EPL-2.0
// The entry point of the page: panels, URLs (#/products/…, #/devices/…), the bar at the top.

import { button, h, text, toast } from "./dom.js";
import { openDevice } from "./device.js";
import { confirmed } from "./dialogs.js";
import { forget, unsaved } from "./drafts.js";
import { faultsDialog, inWords } from "./faults.js";
import { refreshTimes } from "./format.js";
import { choose, language, LANGUAGES, t } from "./lang.js";
import { openMessages } from "./messages.js";
import { openOverview } from "./overview.js";
import { openProduct } from "./product.js";
import { openSidebar } from "./sidebar.js";
import { on, open, state } from "./store.js";
import { choosePane, lastPane } from "./tabs.js";

const STREAM = {
  connecting: t("connecting…"), live: t("live"), lost: t("connection to the simulator lost, trying again…"),
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
    document.title = t("{0} – Kuralink simulator", second);
  } else if (kind === "products" && first) {
    end = openProduct(view, first);
    document.title = t("{0} – Kuralink simulator", first);
  } else {
    end = openOverview(view);
    document.title = t("Kuralink simulator");
  }
  view.scrollTop = 0;
}

function leaving(work) {
  confirmed(t("Leave without saving?"), t("Your text has not been saved."), t("Leave"), async () => {
    forget();
    work();
  });
}

/** Handles a changed URL; with unsaved text the page stays until the user has agreed. */
function route(event) {
  const wanted = location.hash;
  if (unsaved()) {
    history.replaceState(null, "", new URL(event.oldURL).hash || "#/");
    document.dispatchEvent(new Event("routed"));
    leaving(() => { location.hash = wanted; });
    return;
  }
  choosePane("view");
  show();
  document.dispatchEvent(new Event("routed"));
  view.focus({ preventScroll: true });
}

function drawTop() {
  const element = document.getElementById("stream");
  element.dataset.state = state.stream;
  text(element, STREAM[state.stream]);
  const words = inWords(state.faults);
  const top = document.getElementById("top-state");
  top.replaceChildren();
  if (state.platform?.brokerRunning === false) {
    top.append(h("span", { class: "chip bad" }, t("broker stopped")));
  }
  if (words !== "") {
    top.append(button(t("faults: {0}", words), () => faultsDialog(null, state.faults), { class: "chip warn" }));
  }
}

/** Translates the texts in index.html. */
function translateFrame() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : language;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = t(element.textContent);
  }
  for (const element of document.querySelectorAll("[aria-label]")) {
    element.setAttribute("aria-label", t(element.getAttribute("aria-label")));
  }
}

function languageChoice() {
  const choices = h("select", { "aria-label": t("Language") },
    Object.entries(LANGUAGES).map(([code, name]) => h("option", { value: code, lang: code }, name)));
  choices.value = language;
  choices.addEventListener("input", () => {
    if (choose(choices.value)) {
      location.reload();
    } else {
      choices.value = language;
    }
  });
  document.getElementById("language").append(choices);
}

function start() {
  translateFrame();
  languageChoice();
  openSidebar(document.getElementById("devices"));
  openMessages(document.getElementById("messages"));
  for (const choice of document.querySelectorAll(".switch button")) {
    choice.addEventListener("click", () => choosePane(choice.dataset.pane));
  }
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });
  choosePane(lastPane());
  addEventListener("hashchange", route);
  on("stream", drawTop);
  on("platform", drawTop);
  on("trouble", (failure) => state.stream === "live" && toast(failure.message, "bad"));
  show();
  document.dispatchEvent(new Event("routed"));
  open();
  setInterval(refreshTimes, 1000);
}

start();
