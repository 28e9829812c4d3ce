// SPDX-License-Identifier: EPL-2.0
// Unsaved text: an action that would discard it asks for confirmation first.

const editors = new Set();

/** Registers an editor; `written` returns whether it has unsaved text. Returns a function that unregisters it. */
export function guard(written) {
  editors.add(written);
  return () => editors.delete(written);
}

export function unsaved() {
  return [...editors].some((written) => written());
}

/** Called when the user has agreed to discard the text. */
export function forget() {
  editors.clear();
}

addEventListener("beforeunload", (event) => {
  if (unsaved()) {
    event.preventDefault();
  }
});
