// SPDX-License-Identifier: EPL-2.0
// Panels of which one is shown; each loads its data when it is selected and after a change.

import { h } from "./dom.js";
import { t } from "./lang.js";
import { coalesced } from "./store.js";

const PANE = "kuralink.pane";

let lastId = "";

/** Shows one of the three panes on narrow screens; the choice is kept over a reload. */
export function choosePane(name) {
  document.body.dataset.pane = name;
  for (const choice of document.querySelectorAll(".switch button[data-pane]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.pane === name));
  }
  try {
    sessionStorage.setItem(PANE, name);
  } catch {
    // Then a reload begins with the details.
  }
}

export function lastPane() {
  try {
    return sessionStorage.getItem(PANE) ?? "view";
  } catch {
    return "view";
  }
}

/**
 * A row of buttons above the panels ({id, name, changes, element, load}). The choice is part of the URL, below
 * `base`, so that it survives a reload, and is kept from device to device.
 */
export function openTabs(panels, base) {
  const asked = location.hash.startsWith(`${base}/`) ? location.hash.slice(base.length + 1) : lastId;
  let shown = panels.find((one) => one.id === asked) ?? panels[0];
  const refresh = coalesced(() => shown.load(), 100);
  const bar = h("div", { class: "tabs", role: "tablist", "aria-label": t("Views of this device") });
  const body = h("div", { role: "tabpanel" });
  const choose = (panel, focus) => {
    shown = panel;
    lastId = panel.id;
    history.replaceState(null, "", `${base}/${panel.id}`);
    for (const button of bar.children) {
      const chosen = button.dataset.tab === panel.id;
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
  bar.append(...panels.map((panel) =>
    h("button", { type: "button", role: "tab", "data-tab": panel.id, onclick: () => choose(panel) }, panel.name)));
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
    /** Whether a panel shows changes of this kind. */
    changed(kind) {
      if (shown.changes.includes(kind)) {
        refresh();
      }
      return panels.some((one) => one.changes.includes(kind));
    },
  };
}

/**
 * A table of records, newest first, or a text if there are none. On narrow screens
 * each row is a block with the column's name before each value; a table with long rows is `broad`.
 */
export function recordTable(columns, rows, empty, broad = false) {
  for (const row of rows) {
    [...row.children].forEach((cell, index) => {
      if (columns[index]) {
        cell.dataset.label = columns[index];
      }
    });
  }
  return rows.length === 0 ? h("p", { class: "empty" }, empty) : h("div", { class: "table-scroll" },
    h("table", { class: broad ? "records broad" : "records" },
      h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows)));
}
