/** The mix: what a company's total is made of, part by part, and what no part accounts for. */

import { bar, greatestOf } from "./bars.js";
import { coloured, h } from "./dom.js";
import { RivalryElement } from "./element.js";
import { framed, lacking, listed, spaced } from "./frame.js";
import { amount, numeral, period, range } from "./words.js";

const DOES_NOT_ADD_UP = {
  remainder: "The parts make less than the total.",
  exceeds: "The parts make more than the total, as where some costs are given to no part.",
  incomplete: "Not every part is known.",
};

export class RivalryMix extends RivalryElement {
  static parameters = ["metric", "period", "breakdown", "source", "as_of", "revision"];

  static get observedAttributes() {
    return ["company", ...super.observedAttributes];
  }

  get path() {
    return `/v1/companies/${encodeURIComponent(this.getAttribute("company") ?? "")}/mix`;
  }

  get rows() {
    return 5;
  }

  draw(answer) {
    const { total, parts, residual, reconciliation } = answer;
    const measured = parts.filter(({ share }) => share);
    const greatest = greatestOf([total, ...measured].map(({ quantity }) => quantity));
    const line = (part, name, note, kind) => row(part, { name, note, kind, greatest, locale: this.locale });
    const title = [`${answer.names[answer.company]}: ${answer.metric.name}`, period(total.fact.period, this.locale)];
    const body = [
      line({ quantity: total.quantity }, ...title),
      parts.map((part) => line(part, part.name, noted(part), part.kind)),
      isLeft(reconciliation) && line(residual, "Not accounted for", null, "rest"),
    ];
    const caption = h("caption", { class: "hidden" }, `${answer.metric.name} of ${answer.names[answer.company]}, part by part`);
    const leftOut = answer.left_out.map(({ segment, detail }) => `${spaced(segment)} ${detail}`);
    return framed(
      this,
      answer,
      h("table", { part: "table", class: "bars" }, caption, h("tbody", {}, body.flat())),
      h("p", { part: "reconciliation", class: "reconciliation" }, DOES_NOT_ADD_UP[reconciliation.state]),
      listed("left-out", `Left out: ${leftOut.length}`, leftOut),
      lacking(answer),
    );
  }
}

/** What is left is worth a row only where it is more than nothing. */
function isLeft({ state, difference }) {
  return difference && state !== "adds-up" && state !== "exceeds";
}

/** What an amount is, where no filing states it. */
function noted({ kind, share }) {
  if (share == null) return "an order of magnitude only";
  return kind === "official" ? null : kind;
}

function row({ quantity, share }, { name, note, kind = "total", greatest, locale }) {
  const [said, between] = [amount(quantity, locale), range(quantity, locale)];
  const portion = share && (share.value == null ? range(share, locale) : numeral(share.value, "fraction", locale, 3));
  return h(
    "tr",
    { part: kind, class: kind },
    h("th", { scope: "row" }, name, note && h("small", {}, note)),
    h(
      "td",
      {},
      h("bdi", { part: "value", class: "value" }, said),
      portion && h("bdi", { part: "share", class: "share" }, portion),
      share !== null && bar(quantity, greatest, coloured(0), kind),
      between !== said && h("small", {}, h("bdi", { part: "range" }, between)),
    ),
  );
}
