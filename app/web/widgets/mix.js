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

/** A total and its parts; `place`, 1 unless given, says which of the companies' colours they have. */
export class RivalryMix extends RivalryElement {
  static path = "/v1/companies/{}/mix";
  static subject = "company";
  static parameters = "metric period breakdown source as_of revision".split(" ");

  get rows() {
    return 6;
  }

  draw(answer) {
    const { total, parts, residual, reconciliation, names, company, metric } = answer;
    const measured = parts.filter(({ share }) => share);
    const greatest = greatestOf([total, ...measured].map(({ quantity }) => quantity));
    const colour = coloured(this.getAttribute("place") - 1 || 0);
    const line = (part, name, note, kind) => slice(part, { name, note, kind, greatest, colour }, this.locale);
    const why = Object.fromEntries(answer.left_out.map(({ segment, detail }) => [segment, detail]));
    const rows = [
      line(stated(total), names[company], period(total.fact.period, this.locale), "total"),
      ...parts.map((part) => line(part, part.name, why[part.segment] ?? noted(part), part.kind)),
      isLeft(answer) && line(residual, "Not accounted for", null, "rest"),
    ];
    const caption = h("caption", { class: "hidden" }, `${metric.name} of ${names[company]}, part by part`);
    const doubt = DOES_NOT_ADD_UP[reconciliation.state];
    const leftOut = Object.entries(why).map(([segment, detail]) => `${spaced(segment)}: ${detail}`);
    return framed(
      this,
      answer,
      h("table", { part: "table", class: "bars" }, caption, h("tbody", {}, rows)),
      doubt && h("p", { part: "reconciliation", class: "aside", lang: "en", dir: "ltr" }, doubt),
      listed("left-out", `Left out: ${leftOut.length}`, leftOut),
      lacking(answer),
    );
  }
}

const stated = ({ quantity, fact }) => ({ quantity: { ...quantity, hedges: fact.hedges } });
const noted = ({ kind }) => kind !== "official" && kind;
const isLeft = ({ residual, reconciliation: { state } }) => residual && (state === "remainder" || state === "incomplete");

function slice({ quantity, share }, { name, note, kind, greatest, colour }, locale) {
  const [said, between] = [amount(quantity, locale), range(quantity, locale)];
  const portion = share && (share.value == null ? range(share, locale) : numeral(share.value, "fraction", locale, 3));
  return h(
    "tr",
    { part: kind },
    h("th", { scope: "row" }, name, note && h("small", {}, note)),
    h(
      "td",
      {},
      h("bdi", { part: "value" }, said),
      portion && h("bdi", { part: "share" }, portion),
      share !== null && bar(quantity, greatest, colour, kind),
      between !== said && h("small", {}, h("bdi", { part: "range" }, between)),
    ),
  );
}
