/** The mix: what a company's total is made of, part by part, and what no part accounts for. */

import { bar, barred, bars, scaled } from "./bars.js";
import { coloured, h } from "./dom.js";
import { RivalryElement } from "./element.js";
import { framed, lacking, listed, spaced } from "./frame.js";
import { amount, numeral, period, range, spread } from "./words.js";

const LEAST_SHARE = 0.001;
const DOES_NOT_ADD_UP = {
  remainder: "The parts make less than the total.",
  exceeds: "The parts make more than the total.",
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
    const scale = scaled([total, ...measured].map(({ quantity }) => quantity));
    const colour = coloured(this.getAttribute("place") - 1 || 0);
    const line = (part, name, note, kind) => slice(part, { name, note, kind, scale, colour }, this.locale);
    const why = Object.fromEntries(answer.left_out.map(({ segment, detail }) => [segment, detail]));
    const rows = [
      line(stated(total), names[company], period(total.fact.period, this.locale), "total"),
      ...parts.map((part) => line(part, part.name, why[part.segment] ?? noted(part), part.kind)),
      isLeft(answer) && line(residual, "Not accounted for", null, "rest"),
    ];
    const doubt = DOES_NOT_ADD_UP[reconciliation.state];
    const leftOut = Object.entries(why).map(([segment, detail]) => `${spaced(segment)}: ${detail}`);
    return framed(
      this,
      answer,
      bars(`${metric.name} of ${names[company]}, part by part`, rows),
      doubt && h("p", { part: "reconciliation", class: "aside" }, doubt),
      listed("left-out", `Left out: ${leftOut.length}`, leftOut),
      lacking(answer),
    );
  }
}

const stated = ({ quantity, fact: { hedges, printed } }) => ({ quantity, hedges, printed });
const noted = ({ kind }) => kind !== "official" && kind;
const isLeft = ({ residual, reconciliation: { state } }) => residual && (state === "remainder" || state === "incomplete");

function slice(part, { name, note, kind, scale, colour }, locale) {
  const { quantity, share, hedges, printed } = part;
  const said = { ...quantity, hedges: kind === "implied" ? ["approximately"] : hedges, printed };
  const [value, between] = [amount(said, locale), spread(quantity, locale)];
  const length = bar(said, scale, colour, kind);
  return barred(kind, [name, note], [value, share && portion(part, locale)], length, between !== value && between);
}

/** Say a share with the hedge that it is stated with, else to a tenth of a percent. */
function portion({ share, hedges }, locale) {
  if (share.derivation.operation === "stated") return amount({ ...share, hedges }, locale);
  if (share.value == null) return range(share, locale);
  const least = share.value > 0 && share.value < LEAST_SHARE;
  return (least ? "under " : "") + numeral(least ? LEAST_SHARE : Math.round(share.value * 1000) / 1000, "fraction", locale);
}
