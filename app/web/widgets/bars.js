/** Bars: lengths for amounts, with the ranges that they may lie in. */

import { h } from "./dom.js";

/** A range shorter than this part of the whole width cannot be seen. */
const LEAST_PART_SEEN = 0.004;

/** Put rows of figures and their lengths together. */
export function bars(caption, rows) {
  return h("table", { part: "table", class: "bars" }, h("caption", { class: "hidden" }, caption), h("tbody", {}, rows));
}

/** Lay out a figure in a row: whose it is with a note, what it is with its share, its length, and its range. */
export function barred(part, [name, note], [value, portion], length, between) {
  return h(
    "tr",
    { part },
    h("th", { scope: "row" }, name, note && h("small", {}, h("bdi", {}, note))),
    h(
      "td",
      {},
      h("bdi", { part: "value" }, value),
      portion && h("bdi", { part: "share" }, portion),
      length,
      between && h("small", {}, h("bdi", { part: "range" }, between)),
    ),
  );
}

/**
 * Draw a length for an amount on a scale, from zero, and its range across the end; where it is open, the length fades. An
 * order of magnitude has none, only a mark. `kind` is a further class, and `next` a smaller amount whose end is marked.
 */
export function bar(quantity, { least, whole }, colour, kind = "", next) {
  if (isVague(quantity)) return h("span", { part: "vague", "aria-hidden": "true", ...colour });
  const { value, low, high } = quantity;
  const end = value ?? low ?? high;
  if (!end) return null;
  const isOpen = value == null && (low == null || high == null);
  const at = (number) => (number - least) / whole;
  const across = (from, to) => ({ "--from": at(from), "--length": at(to) - at(from) });
  const [from, to] = [low ?? end, high ?? end];
  return h(
    "span",
    { part: "bar", class: `bar ${kind} ${isOpen ? "open" : ""}`, "aria-hidden": "true", ...colour },
    h("span", { class: "fill", ...across(Math.min(0, end), Math.max(0, end)) }),
    to - from > LEAST_PART_SEEN * whole && h("span", { class: "whisker", ...across(Math.max(least, from), to) }),
    next > 0 && h("span", { class: "whisker next", ...across(next, next) }),
    least < 0 && h("span", { class: "whisker next", ...across(0, 0) }),
  );
}

/** Whether a quantity is stated as an order of magnitude only: as words, which no length can show. */
export const isVague = ({ hedges }) => hedges?.includes("magnitude");

/** The least and the whole that some quantities take, zero among them. */
export function scaled(quantities) {
  const known = quantities.filter((each) => !isVague(each)).flatMap(({ value, low, high }) => [value, low, high]);
  const [least, greatest] = [Math.min(0, ...known), Math.max(0, ...known)];
  return { least, whole: greatest - least };
}
