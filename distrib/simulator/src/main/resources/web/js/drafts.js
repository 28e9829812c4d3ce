// SPDX-License-Identifier: EPL-2.0
// What a person has written and not yet saved: whoever would throw it away asks first.

const editors = new Set();

/** Counts an editor in; `written` says whether there is something to lose. Returns what counts it out. */
export function guard(written) {
  editors.add(written);
  return () => editors.delete(written);
}

export function unsaved() {
  return [...editors].some((written) => written());
}

/** A person has said that what is written may go. */
export function forget() {
  editors.clear();
}

addEventListener("beforeunload", (event) => {
  if (unsaved()) {
    event.preventDefault();
  }
});
