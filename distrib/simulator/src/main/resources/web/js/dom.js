// SPDX-License-Identifier: EPL-2.0
// Builds elements. Text always becomes a text node: nothing a device sends is ever read as markup.

import { counted, t } from "./lang.js";
const SVG = "http://www.w3.org/2000/svg";

function apply(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "value" || name === "checked" || name === "disabled") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
}

function fill(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

/** An HTML element: h("p", {class: "x"}, "text", child). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, children);
  apply(element, attributes);
  return element;
}

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  apply(element, attributes);
  return fill(element, children);
}

/** Sets the text only when it differs, so that a screen reader does not repeat it. */
export function text(element, value) {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

/** Shows a temporary message, also to screen readers. */
export function toast(message, kind = "info") {
  const note = h("p", { class: `toast ${kind}` }, message);
  const box = document.getElementById("toasts");
  box.append(note);
  while (box.children.length > 4) {
    box.firstElementChild.remove();
  }
  setTimeout(() => note.remove(), kind === "bad" ? 9000 : 5000);
}

/** A button with an action that shows its failure and cannot be pressed twice at once. */
export function button(label, action, attributes = {}) {
  const element = h("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", async () => {
    element.disabled = true;
    try {
      await action(element);
    } catch (failure) {
      toast(failure.message, "bad");
    } finally {
      element.disabled = false;
    }
  });
  return element;
}

/** A button that copies what `read` returns; without a clipboard it selects `shown` instead. */
export function copyButton(what, read, shown) {
  return button(t("Copy"), async (element) => {
    try {
      await navigator.clipboard.writeText(read());
      element.textContent = t("Copied");
      setTimeout(() => { element.textContent = t("Copy"); }, 1500);
      toast(t("{0} copied", what));
    } catch {
      getSelection().selectAllChildren(shown);
      toast(t("Selected: press Ctrl+C to copy"));
    }
  }, { class: "small", "aria-label": t("Copy {0}", what) });
}

const LONG = 160;

/** The beginning of a long text, with a button for all of it: {element, show(text)}. */
export function longText(limit = LONG) {
  const shown = h("span", { class: "wrap" });
  const more = h("button", { type: "button", class: "more-text", "aria-expanded": "false", hidden: true });
  let whole = "";
  let open = false;
  const draw = () => {
    const cut = whole.length > limit && !open;
    text(shown, cut ? `${whole.slice(0, limit).replace(/[\ud800-\udbff]$/, "")}…` : whole);
    more.hidden = whole.length <= limit;
    more.setAttribute("aria-expanded", String(open));
    text(more, open ? t("Less") : t("All {0} characters", counted(whole.length)));
  };
  more.addEventListener("click", () => {
    open = !open;
    draw();
  });
  return { element: h("span", { class: "long" }, shown, more), show: (next) => { whole = next; draw(); } };
}

/** The same for a constant text. */
export function long(whole, limit = LONG) {
  const { element, show } = longText(limit);
  show(String(whole));
  return element;
}

let nextId = 0;

/** A label with its control and a hint below. */
export function field(label, control, hint) {
  const id = `f${nextId++}`;
  control.id = id;
  if (hint) {
    control.setAttribute("aria-describedby", `${id}-hint`);
  }
  return h("div", { class: "field" },
    h("label", { for: id }, label),
    control,
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint));
}

/** A list of terms and values; a value may be an element. */
export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(Boolean).map(([term, value]) => [
    h("dt", {}, term), h("dd", {}, value)]));
}
