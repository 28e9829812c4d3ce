// SPDX-License-Identifier: EPL-2.0
// The table of properties: rows keep their position, their values are updated, numbers have a small curve.

import { h, longText, svg, text } from "./dom.js";
import { fullTime, timeAgo } from "./format.js";
import { t } from "./lang.js";
import { display, propertiesOf, settable, unitOf } from "./tsl.js";

const POINTS = 40;
const WIDTH = 72;
const HEIGHT = 22;

function curve(points) {
  const low = Math.min(...points);
  const span = Math.max(...points) - low;
  return points.map((value, index) => {
    const x = WIDTH - 3 - (points.length - 1 - index) * ((WIDTH - 6) / (POINTS - 1));
    const share = span === 0 ? 0.5 : (value - low) / span;
    return `${x.toFixed(1)},${(HEIGHT - 3 - share * (HEIGHT - 6)).toFixed(1)}`;
  });
}

function sparkline(points) {
  if (points.length < 2) {
    return "";
  }
  const places = curve(points);
  const [x, y] = places[places.length - 1].split(",");
  return svg("svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, "aria-hidden": "true" },
    svg("polyline", { points: places.join(" ") }), svg("circle", { cx: x, cy: y, r: 2 }));
}

function makeRow(property, onSet) {
  const shown = longText();
  const value = h("span", { class: "value" }, shown.element);
  const unit = h("span", { class: "unit" });
  const trend = h("td", { class: "trend" });
  const when = h("td", { class: "when" });
  const element = h("tr", {},
    h("th", { scope: "row" }, property.name ?? property.identifier, h("code", { class: "sub" }, property.identifier)),
    h("td", { class: "value-cell" }, value, unit), trend, when,
    h("td", { class: "act" }, settable(property) && h("button", {
      type: "button", class: "small", onclick: () => onSet(property.identifier),
      "aria-label": t("Set {0}", property.name ?? property.identifier),
    }, t("Set…"))));
  const points = [];
  let last;
  return {
    element,
    show(dataType, known) {
      const print = JSON.stringify(known ?? null);
      if (print === last) {
        return;
      }
      shown.show(display(dataType, known?.value));
      value.title = known ? JSON.stringify(known.value) : t("no value yet");
      text(unit, known ? unitOf(dataType) : "");
      element.classList.toggle("missing", !known);
      when.replaceChildren(known ? timeAgo(known.time) : "");
      if (known && typeof known.value === "number" && dataType?.type !== "enum" && dataType?.type !== "bool") {
        points.push(known.value);
        points.splice(0, points.length - POINTS);
        trend.replaceChildren(sparkline(points));
        trend.title = t("the last {0} values since this page was opened, newest {1}", points.length, fullTime(known.time));
      }
      if (last !== undefined && known) {
        element.classList.remove("changed");
        void element.offsetWidth;
        element.classList.add("changed");
      }
      last = print;
    },
  };
}

/** A table that is updated with `draw(tsl, properties)`. */
export function propertyTable(onSet) {
  const body = h("tbody", {});
  const empty = h("p", { class: "empty", hidden: true }, t("The product's thing model has no properties."));
  const table = h("div", { class: "table-scroll" }, h("table", { class: "properties" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("Property")), h("th", { scope: "col" }, t("Value")),
      h("th", { scope: "col" }, h("span", { class: "unseen" }, t("Curve"))), h("th", { scope: "col" }, t("Last reported")),
      h("th", { scope: "col" }, h("span", { class: "unseen" }, t("Set"))))), body));
  const rows = new Map();
  let shape = "";
  const draw = (tsl, values) => {
    const properties = propertiesOf(tsl);
    const known = new Set(properties.map((one) => one.identifier));
    const all = [...properties, ...Object.keys(values).filter((name) => !known.has(name)).map((name) => ({ identifier: name }))];
    const wanted = JSON.stringify(all.map((one) => [one.identifier, one.name, one.accessMode]));
    if (wanted !== shape) {
      shape = wanted;
      rows.clear();
      all.forEach((one) => rows.set(one.identifier, makeRow(one, onSet)));
      body.replaceChildren(...[...rows.values()].map((one) => one.element));
    }
    all.forEach((one) => rows.get(one.identifier).show(one.dataType, values[one.identifier]));
    table.hidden = all.length === 0;
    empty.hidden = all.length > 0;
  };
  return { element: h("div", {}, table, empty), draw };
}
