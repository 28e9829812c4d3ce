// SPDX-License-Identifier: EPL-2.0
// Panels of which one is shown; each reads what it shows when it comes to the front and when it changes.

import { h } from "./dom.js";
import { coalesced } from "./store.js";

let lastName = "";

/** A row of buttons above the panels ({name, changes, element, load}); the choice is kept from device to device. */
export function openTabs(panels) {
  let shown = panels.find((one) => one.name === lastName) ?? panels[0];
  const refresh = coalesced(() => shown.load(), 100);
  const bar = h("div", { class: "tabs", role: "tablist", "aria-label": "What to see of this device" });
  const body = h("div", { role: "tabpanel" });
  const choose = (panel, focus) => {
    shown = panel;
    lastName = panel.name;
    for (const button of bar.children) {
      const chosen = button.textContent === panel.name;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      if (chosen && focus) {
        button.focus();
      }
    }
    body.setAttribute("aria-label", panel.name);
    body.replaceChildren(panel.element);
    refresh();
  };
  bar.append(...panels.map((panel) => h("button", { type: "button", role: "tab", onclick: () => choose(panel) }, panel.name)));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      choose(panels[(panels.indexOf(shown) + step + panels.length) % panels.length], true);
    }
  });
  choose(shown);
  return {
    element: h("section", { class: "card" }, bar, body),
    load: refresh,
    /** Whether a panel looks after changes of this kind. */
    changed(kind) {
      if (shown.changes.includes(kind)) {
        refresh();
      }
      return panels.some((one) => one.changes.includes(kind));
    },
  };
}

/** A table of what has been recorded, newest first, or words where there is nothing. */
export function recordTable(columns, rows, empty) {
  return rows.length === 0 ? h("p", { class: "empty" }, empty) : h("div", { class: "table-scroll" },
    h("table", { class: "records" },
      h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows)));
}
