/** Bars: lengths for amounts, with the ranges that they may lie in. */

import { h } from "./dom.js";

/** A range shorter than this part of the longest bar cannot be seen. */
const LEAST_PART_SEEN = 0.004;

/**
 * Draw a length for an amount beside the `greatest`, and its range across the end; where it is open, the length fades.
 * `kind` is a further class, and `next` a smaller amount whose end is marked across; nothing is drawn for an amount that
 * is not above zero.
 */
export function bar({ value, low, high }, greatest, colour, kind = "", next) {
  const end = value ?? low ?? high;
  if (!(end > 0)) return null;
  const isOpen = value == null && (low == null || high == null);
  const [from, to] = [low ?? end, high ?? end].map((each) => Math.max(0, each) / greatest);
  const lengths = { "--length": end / greatest, "--from": from, "--to": to };
  return h(
    "span",
    { part: "bar", class: `bar ${kind} ${isOpen ? "open" : ""}`, "aria-hidden": "true", ...lengths, ...colour },
    h("span", { class: "fill" }),
    to - from > LEAST_PART_SEEN && h("span", { class: "whisker" }),
    next > 0 && h("span", { class: "whisker next", "--from": next / greatest, "--to": next / greatest }),
  );
}

/** The greatest amount that some quantities may be. */
export function greatestOf(quantities) {
  return Math.max(...quantities.map(({ value, low, high }) => high ?? value ?? low ?? 0));
}
