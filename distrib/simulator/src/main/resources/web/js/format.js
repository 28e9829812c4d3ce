// SPDX-License-Identifier: EPL-2.0
// The format of times, sizes and JSON.

import { h } from "./dom.js";
import { counted, locale, t } from "./lang.js";

const DAY = 86400000;
const clock = new Intl.DateTimeFormat(locale, {
  hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23",
});
const calendar = new Intl.DateTimeFormat(locale, {
  year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

export function clockTime(ms) {
  return clock.format(new Date(ms));
}

export function fullTime(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : calendar.format(date);
}

export function ago(ms, now = Date.now()) {
  const seconds = Math.round((now - ms) / 1000);
  if (seconds < 2) {
    return seconds < -2 ? t("in the future") : t("now");
  }
  if (seconds < 60) {
    return t("{0} s ago", seconds);
  }
  if (seconds < 3600) {
    return t("{0} min ago", Math.floor(seconds / 60));
  }
  return now - ms < DAY ? t("{0} h ago", Math.floor(seconds / 3600)) : fullTime(ms);
}

/** A <time> whose text is updated as time passes; see refreshTimes. */
export function timeAgo(ms) {
  if (ms === undefined || ms === null) {
    return h("span", { class: "faint" }, t("never"));
  }
  const date = new Date(ms);
  return h("time", {
    datetime: Number.isNaN(date.getTime()) ? undefined : date.toISOString(),
    title: fullTime(ms), "data-ms": ms,
  }, ago(ms));
}

export function refreshTimes(root = document) {
  const now = Date.now();
  for (const element of root.querySelectorAll("time[data-ms]")) {
    const wording = ago(Number(element.dataset.ms), now);
    if (element.textContent !== wording) {
      element.textContent = wording;
    }
  }
}

export function bytes(count) {
  const [unit, size] = [["GB", 1 << 30], ["MB", 1 << 20], ["KB", 1 << 10]].find(([, one]) => count >= one) ?? ["B", 1];
  return `${counted(count / size, 1)} ${unit}`;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/g;

function kindOf(token, isName) {
  if (token[0] === "\"") {
    return isName ? "j-name" : "j-text";
  }
  return token === "true" || token === "false" || token === "null" ? "j-word" : "j-number";
}

/**
 * JSON text laid out for reading. It works on the text, not on a parsed value: a number with more digits than
 * JavaScript can represent is shown as it was sent. Other text is shown unchanged.
 */
export function prettyJson(source) {
  const block = h("pre", { class: "json", tabindex: "0" });
  try {
    JSON.parse(source);
  } catch {
    block.append(source === "" ? t("(empty)") : source);
    return block;
  }
  const tokens = source.match(TOKEN) ?? [];
  let depth = 0;
  const line = () => block.append("\n" + "  ".repeat(depth));
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === "{" || token === "[") {
      block.append(token);
      depth++;
      if (next !== "}" && next !== "]") {
        line();
      }
    } else if (token === "}" || token === "]") {
      depth--;
      if (!"{[".includes(tokens[index - 1])) {
        line();
      }
      block.append(token);
    } else if (token === ",") {
      block.append(token);
      line();
    } else if (token === ":") {
      block.append(": ");
    } else {
      block.append(h("span", { class: kindOf(token, next === ":") }, token));
    }
  });
  return block;
}

/** The same for a parsed value. */
export function prettyValue(value) {
  return prettyJson(JSON.stringify(value) ?? "");
}
