// SPDX-License-Identifier: EPL-2.0
// Builds elements. Text always becomes a text node: nothing a device sends is ever read as markup.

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

/** Sets the text only when it differs, so that a screen reader is not told the same thing twice. */
export function text(element, value) {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

/** Says something in passing, to the eye and to a screen reader. */
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

/** A button that copies what `read` returns; where there is no clipboard it selects `shown` instead. */
export function copyButton(what, read, shown) {
  return button("Copy", async (element) => {
    try {
      await navigator.clipboard.writeText(read());
      element.textContent = "Copied";
      setTimeout(() => { element.textContent = "Copy"; }, 1500);
      toast(`${what} copied`);
    } catch {
      getSelection().selectAllChildren(shown);
      toast("Selected: press Ctrl+C to copy");
    }
  }, { class: "small", "aria-label": `Copy ${what}` });
}

let nextId = 0;

/** A label with its control and, below, what is worth knowing about it. */
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
