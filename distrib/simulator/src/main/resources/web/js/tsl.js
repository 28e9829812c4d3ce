// SPDX-License-Identifier: EPL-2.0
// Converts a thing model (TSL) to texts and inputs. Missing parts of an element are not shown.

import { h } from "./dom.js";
import { fullTime } from "./format.js";
import { listed, locale, t } from "./lang.js";

const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
const LINE = 256;
const INT = 2 ** 31;
const LARGEST = Number.MAX_SAFE_INTEGER;

const named = (list) => (Array.isArray(list) ? list.filter((one) => one?.identifier) : []);

/** The features of one kind, of the default module and then of the custom ones as module:identifier. */
function features(tsl, kind) {
  const modules = Array.isArray(tsl?.functionBlocks) ? tsl.functionBlocks.filter((one) => one?.functionBlockId) : [];
  return [...named(tsl?.[kind]), ...modules.flatMap((module) => named(module[kind])
    .map((one) => ({ ...one, identifier: `${module.functionBlockId}:${one.identifier}` })))];
}

export const propertiesOf = (tsl) => features(tsl, "properties");

/** The inputs or outputs of an event or a service. */
export const parametersOf = named;

/** Events but the one that stands for the properties. */
export function eventsOf(tsl) {
  return features(tsl, "events").filter((one) => !(one.method ?? "").startsWith("thing.event.property."));
}

/** Services but those that stand for the properties. */
export function servicesOf(tsl) {
  return features(tsl, "services").filter((one) => !(one.method ?? "").startsWith("thing.service.property."));
}

export const settable = (property) => /w/.test(property.accessMode ?? "");

const specsOf = (dataType) => dataType?.specs ?? {};

/** The unit of a number, or nothing. */
export function unitOf(dataType) {
  const unit = specsOf(dataType).unit;
  return typeof unit === "string" && unit !== "null" ? unit : "";
}

/** A short text of the allowed values: "int, 1 to 3600 s". */
export function describe(dataType) {
  const type = dataType?.type ?? t("unknown type");
  const specs = specsOf(dataType);
  const unit = unitOf(dataType);
  if (["int", "float", "double"].includes(type) && (specs.min !== undefined || specs.max !== undefined)) {
    return t("{0}, {1} to {2}", type, specs.min ?? t("no lower bound"), specs.max ?? t("no upper bound")) + (unit && ` ${unit}`);
  }
  if (type === "text" && specs.length !== undefined) {
    return t("text, at most {0} bytes", specs.length);
  }
  if (type === "array") {
    return t(specs.size === undefined ? "array of {0}" : "array of {0}, at most {1}", specs.item?.type ?? t("anything"), specs.size);
  }
  if (type === "struct" && Array.isArray(specs)) {
    return t("struct of {0}", specs.map((member) => member.identifier).join(", "));
  }
  return type === "date" ? t("date, milliseconds as text") : type;
}

/** A readable value; the title contains the exact value if it differs. */
export function display(dataType, value) {
  const type = dataType?.type;
  if (value === undefined || value === null) {
    return "–";
  }
  if (typeof value === "number" && ["int", "float", "double", undefined].includes(type)) {
    return number.format(value);
  }
  const label = specsOf(dataType)[String(value)];
  if ((type === "enum" || type === "bool") && typeof label === "string") {
    return `${label} (${value})`;
  }
  if (type === "date" && Number.isFinite(Number(value))) {
    return fullTime(Number(value));
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

const utf8 = new TextEncoder();

/** The length of a text as counted by the platform and the devices. */
export const bytesOf = (text) => utf8.encode(text).length;

function numberProblem(type, specs, value) {
  if (typeof value !== "number") {
    return t("a number is needed");
  }
  if (type === "int" && (!Number.isInteger(value) || value < -INT || value >= INT)) {
    return t("a whole number of 32 bits is needed");
  }
  return value < Number(specs.min ?? value) || value > Number(specs.max ?? value)
    ? t("{0} to {1} are allowed", specs.min ?? t("no lower bound"), specs.max ?? t("no upper bound")) : "";
}

function memberProblem(members, value) {
  const known = new Map(named(members).map((one) => [one.identifier, one]));
  for (const [name, inner] of Object.entries(value)) {
    const problem = known.has(name) ? problemOf(known.get(name).dataType, inner) : t("unknown member");
    if (problem) {
      return `${name}: ${problem}`;
    }
  }
  return "";
}

function arrayProblem(specs, value) {
  if (value.length > Number(specs.size ?? value.length)) {
    return t("at most {0} items are allowed", specs.size);
  }
  const index = value.findIndex((one) => problemOf(specs.item, one));
  return index < 0 ? "" : `[${index}]: ${problemOf(specs.item, value[index])}`;
}

/** Why a device would reject the value, or nothing; parts that the model does not define are not checked. */
export function problemOf(dataType, value) {
  const specs = specsOf(dataType);
  switch (dataType?.type) {
    case "int": case "float": case "double":
      return numberProblem(dataType.type, specs, value);
    case "text": {
      const size = typeof value === "string" ? bytesOf(value) : -1;
      return size < 0 ? t("a text is needed")
        : size > Number(specs.length ?? size) ? t("{0} bytes of at most {1}", size, specs.length) : "";
    }
    case "bool":
      return [0, 1].includes(value) ? "" : t("0 or 1 is needed");
    case "enum":
      return Object.keys(specs).length === 0 || String(value) in specs ? "" : t("one of {0} is needed", listed(Object.keys(specs)));
    case "date":
      return /^\d{1,19}$/.test(value) ? "" : t("a date is a text of digits, milliseconds since 1970");
    case "struct":
      return value === null || typeof value !== "object" || Array.isArray(value) ? t("an object is needed") : memberProblem(specs, value);
    case "array":
      return Array.isArray(value) ? arrayProblem(specs, value) : t("an array is needed");
    default:
      return "";
  }
}

function numeric(type, specs, value) {
  const bound = (text) => (Number.isFinite(Number(text)) && Math.abs(Number(text)) <= LARGEST ? text : undefined);
  const input = h("input", {
    type: "number", step: type === "int" ? 1 : "any", required: true,
    min: bound(specs.min), max: bound(specs.max), value: value ?? specs.min ?? 0,
    inputmode: type === "int" ? "numeric" : "decimal",
  });
  return { input, read: () => Number(input.value) };
}

function choice(specs, value) {
  const input = h("select", {}, Object.entries(specs).map(([key, label]) =>
    h("option", { value: key }, `${label} (${key})`)));
  if (value !== undefined) {
    input.value = String(value);
  }
  return { input, read: () => Number(input.value) };
}

function toggle(specs, value) {
  const input = h("input", { type: "checkbox", role: "switch", checked: Number(value) === 1 });
  const words = h("span", { class: "switch-word" });
  const say = () => { words.textContent = specs[input.checked ? "1" : "0"] ?? (input.checked ? "1" : "0"); };
  input.addEventListener("input", say);
  say();
  return { input, beside: words, read: () => (input.checked ? 1 : 0) };
}

function localDate(ms) {
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60000);
  return date.toISOString().slice(0, 19);
}

function date(value) {
  const now = Number(value);
  const start = Number.isFinite(now) && value !== undefined ? now : Date.now();
  const input = h("input", { type: "datetime-local", step: 1, required: true, value: localDate(start) });
  return { input, read: () => String(new Date(input.value).getTime()) };
}

/** A text; its limit is in bytes, which no attribute of an input supports. */
function written(dataType, value) {
  const start = String(value ?? "");
  const limit = Number(specsOf(dataType).length ?? 0);
  const lines = limit > LINE || start.length > LINE || start.includes("\n");
  const input = lines ? h("textarea", { rows: 3, spellcheck: "false", value: start }) : h("input", { type: "text", value: start });
  const check = () => input.setCustomValidity(problemOf(dataType, input.value));
  input.addEventListener("input", check);
  check();
  return { input, read: () => input.value };
}

function sample(dataType) {
  const specs = specsOf(dataType);
  switch (dataType?.type) {
    case "text": return "";
    case "date": return String(Date.now());
    case "array": return [sample(specs.item)];
    case "struct": return Object.fromEntries((Array.isArray(specs) ? specs : [])
      .map((member) => [member.identifier, sample(member.dataType)]));
    case "enum": return Number(Object.keys(specs)[0] ?? 0);
    default: return Number(specs.min ?? 0);
  }
}

function json(dataType, value) {
  const start = JSON.stringify(value ?? sample(dataType), null, 2);
  const input = h("textarea", {
    rows: Math.min(10, start.split("\n").length + 1), spellcheck: "false", class: "code", value: start,
  });
  const check = () => {
    let problem = "";
    try {
      problem = problemOf(dataType, JSON.parse(input.value));
    } catch (failure) {
      problem = t("Not JSON: {0}", failure.message);
    }
    input.setCustomValidity(problem);
  };
  input.addEventListener("input", check);
  return { input, read: () => JSON.parse(input.value) };
}

/** An input for a value of this type, containing the known value: {input, beside?, read()}. */
export function inputFor(dataType, value) {
  const specs = specsOf(dataType);
  switch (dataType?.type) {
    case "int": case "float": case "double":
      return numeric(dataType.type, specs, value);
    case "enum":
      return choice(specs, value);
    case "bool":
      return toggle(specs, value);
    case "date":
      return date(value);
    case "text":
      return written(dataType, value);
    default:
      return json(dataType, value);
  }
}
