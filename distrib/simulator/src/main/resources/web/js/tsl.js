// SPDX-License-Identifier: EPL-2.0
// Thing model (TSL) to words and inputs. Whatever an element of it lacks is simply not shown.

import { h } from "./dom.js";
import { fullTime } from "./format.js";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });
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

/** What may be sent, in a few words: "int, 1 to 3600 s". */
export function describe(dataType) {
  const type = dataType?.type ?? "unknown type";
  const specs = specsOf(dataType);
  const unit = unitOf(dataType);
  if (["int", "float", "double"].includes(type) && (specs.min !== undefined || specs.max !== undefined)) {
    return `${type}, ${specs.min ?? "no lower bound"} to ${specs.max ?? "no upper bound"}${unit && ` ${unit}`}`;
  }
  if (type === "text" && specs.length !== undefined) {
    return `text, at most ${specs.length} bytes`;
  }
  if (type === "array") {
    return `array of ${specs.item?.type ?? "anything"}${specs.size === undefined ? "" : `, at most ${specs.size}`}`;
  }
  if (type === "struct" && Array.isArray(specs)) {
    return `struct of ${specs.map((member) => member.identifier).join(", ")}`;
  }
  return type === "date" ? "date, milliseconds as text" : type;
}

/** A value as a person reads it; the exact value goes into a title where it differs. */
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

function numeric(type, specs, value) {
  const bound = (text) => (Number.isFinite(Number(text)) && Math.abs(Number(text)) <= LARGEST ? text : undefined);
  const input = h("input", {
    type: "number", step: type === "int" ? specs.step ?? 1 : "any", required: true,
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
      JSON.parse(input.value);
    } catch (failure) {
      problem = `Not JSON: ${failure.message}`;
    }
    input.setCustomValidity(problem);
  };
  input.addEventListener("input", check);
  return { input, read: () => JSON.parse(input.value) };
}

/** An input for a value of this type, holding the value known so far: {input, beside?, read()}. */
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
    case "text": {
      const input = h("input", { type: "text", maxlength: specs.length, value: value ?? "" });
      return { input, read: () => input.value };
    }
    default:
      return json(dataType, value);
  }
}
