// SPDX-License-Identifier: EPL-2.0
// In which language the page speaks: that of the browser, unless a person chose. English stands in the code; all others
// are looked up by it.

import { CHINESE_A_N } from "./chinese-a-n.js";
import { CHINESE_O_Z } from "./chinese-o-z.js";

/** The languages of the page, by what they call themselves. */
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

/** The language of this visit. */
export const language = [kept(), ...(globalThis.navigator?.languages ?? [])].map(known).find(Boolean) ?? "en";

/** For dates and numbers. */
export const locale = language === "zh" ? "zh-CN" : "en-GB";

/** Keeps the choice; false where the browser keeps nothing. */
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

/** The text in this language; {0}, {1}, … stand for the values. */
export function t(english, ...values) {
  return wording(english).replace(/\{(\d)\}/g, (place, number) => String(values[number] ?? ""));
}

/** The same where values are elements: a list of texts and elements. */
export function parts(english, ...values) {
  return wording(english).split(/(\{\d\})/).map((piece) => {
    const place = /^\{(\d)\}$/.exec(piece);
    return place ? values[Number(place[1])] : piece;
  });
}

/** A list in words. */
export function listed(words) {
  return words.join(language === "zh" ? "、" : ", ");
}

/** A number as it is read. */
export function counted(number, digits = 0) {
  return number.toLocaleString(locale, { maximumFractionDigits: digits });
}
