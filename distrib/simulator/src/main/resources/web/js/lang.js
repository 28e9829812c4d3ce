// SPDX-License-Identifier: EPL-2.0
// The language of the page: that of the browser, unless the user has selected one. The code contains the English texts,
// which are the keys of the translations.

import { CHINESE_A_N } from "./chinese-a-n.js";
import { CHINESE_O_Z } from "./chinese-o-z.js";

/** The languages of the page with their own names. */
export const LANGUAGES = { en: "English", zh: "中文" };

const CHOICE = "kuralink.language";
const CHINESE = { ...CHINESE_A_N, ...CHINESE_O_Z };

function known(tag) {
  const language = String(tag ?? "").toLowerCase().split("-")[0];
  return language in LANGUAGES ? language : undefined;
}

function kept() {
  try {
    return globalThis.localStorage?.getItem(CHOICE);
  } catch {
    return undefined;
  }
}

/** The current language. */
export const language = [kept(), ...(globalThis.navigator?.languages ?? [])].map(known).find(Boolean) ?? "en";

/** The locale for dates and numbers. */
export const locale = language === "zh" ? "zh-CN" : "en-GB";

/** Stores the selected language; returns false if the browser stores nothing. */
export function choose(wanted) {
  try {
    localStorage.setItem(CHOICE, wanted);
    return true;
  } catch {
    return false;
  }
}

function wording(english) {
  return language === "zh" ? CHINESE[english] ?? english : english;
}

/** The text in this language; {0}, {1}, … are placeholders for the values. */
export function t(english, ...values) {
  return wording(english).replace(/\{(\d)\}/g, (place, number) => String(values[number] ?? ""));
}

/** The same for values that are elements: a list of texts and elements. */
export function parts(english, ...values) {
  return wording(english).split(/(\{\d\})/).map((piece) => {
    const place = /^\{(\d)\}$/.exec(piece);
    return place ? values[Number(place[1])] : piece;
  });
}

/** A list as text. */
export function listed(words) {
  return words.join(language === "zh" ? "、" : ", ");
}

/** A formatted number. */
export function counted(number, digits = 0) {
  return number.toLocaleString(locale, { maximumFractionDigits: digits });
}
