/** The verdict: both figures with their ranges, the gap, who leads and how sure that is. */

import { bar, barred, bars, scaled } from "./bars.js";
import { coloured, h } from "./dom.js";
import { RivalryElement } from "./element.js";
import { cautioned, framed, term } from "./frame.js";
import { amount, margin, numeral, outwards, period, spread } from "./words.js";

export class RivalryCompare extends RivalryElement {
  static path = "/v1/compare";
  static parameters = "companies metric period segment line without source tolerance as_of revision".split(" ");

  draw(answer) {
    const rows = answer.entries.map((entry, _, entries) => side(entry, entries, answer, this.locale));
    const table = bars(`${answer.metric.name} compared`, [...rows, answer.missing.map((each) => absent(each, answer))]);
    return framed(this, answer, cautioned(answer.comparability), table, verdict(answer, this.locale));
  }
}

const hedged = ({ quantity, fact: { hedges, printed } }) => ({ ...quantity, hedges, printed });

function side(entry, entries, { names, leader }, locale) {
  const { company, fact, quantity } = entry;
  const isAhead = leader?.decided && leader.company === company;
  const next = isAhead && Math.max(...entries.map(({ quantity: { value } }) => value).filter((value) => value < quantity.value));
  const said = hedged(entry);
  return barred(
    "entry",
    [names[company], period(fact.period, locale)],
    [amount(said, locale)],
    bar(said, scaled(entries.map(hedged)), coloured(Object.keys(names).indexOf(company)), "", next),
    `${spread(quantity, locale)}${fact.nature === "actual" ? "" : `, ${fact.nature}`}`,
  );
}

/** Say what is missing of a company that cannot be compared. */
function absent({ company, needs }, { names }) {
  const words = h("small", { part: "missing" }, `Not compared, for want of ${needs}.`);
  return h("tr", {}, h("th", { scope: "row" }, names[company]), h("td", {}, words));
}

function verdict({ gap, ratio, lead, leader, names }, locale) {
  if (!leader) return null;
  return h(
    "dl",
    { part: "verdict" },
    gap && term("Gap", margin(gap, locale), spread(gap, locale)),
    lead?.value != null && term("Lead", numeral(lead.value, "fraction", locale, 2), spread(lead, locale)),
    ratio?.value != null && term("Ratio", numeral(ratio.value, "multiple", locale), spread(ratio, locale)),
    term("How sure", ...certainty(leader, names, locale)),
  );
}

function certainty({ company, decided, decided_up_to, contenders }, names, locale) {
  if (company == null) return ["Nobody leads", null];
  if (!decided) return ["Not decided", `the range of ${contenders.map((each) => names[each]).join(", ")} overlaps`];
  const most = decided_up_to && numeral(outwards(decided_up_to, "floor", 2), "fraction", locale);
  return ["Holds", most && `unless figures are off by more than ${most}`];
}
