/** The verdict: both figures with their ranges, the gap, who leads and how sure that is. */

import { bar, greatestOf } from "./bars.js";
import { coloured, h } from "./dom.js";
import { RivalryElement } from "./element.js";
import { cautioned, framed, term } from "./frame.js";
import { amount, margin, margins, numeral, period, range } from "./words.js";

export class RivalryCompare extends RivalryElement {
  static path = "/v1/compare";
  static parameters = "companies metric period segment line without source tolerance as_of revision".split(" ");

  draw(answer) {
    const rows = answer.entries.map((entry, _, entries) => side(entry, entries, answer, this));
    const table = h(
      "table",
      { part: "table", class: "bars" },
      h("caption", { class: "hidden" }, `${answer.metric.name} compared`),
      h("tbody", {}, rows, answer.missing.map((each) => absent(each, answer))),
    );
    return framed(this, answer, cautioned(answer.comparability), table, verdict(answer, this.locale));
  }
}

function side(entry, entries, answer, { locale }) {
  const { company, fact, quantity } = entry;
  const companies = Object.keys(answer.names);
  const greatest = greatestOf(entries.map(({ quantity }) => quantity));
  const place = companies.indexOf(company);
  const said = { ...quantity, hedges: fact.hedges };
  const isAhead = answer.leader?.decided && answer.leader.company === company;
  const next = isAhead && Math.max(...entries.map(({ quantity: { value } }) => value).filter((value) => value < quantity.value));
  return h(
    "tr",
    { part: "entry" },
    h("th", { scope: "row" }, answer.names[company], h("small", {}, h("bdi", {}, period(fact.period, locale)))),
    h(
      "td",
      {},
      h("bdi", { part: "value" }, amount(said, locale)),
      bar(quantity, greatest, coloured(place), "", next),
      h("small", {}, h("bdi", { part: "range" }, range(quantity, locale), fact.nature !== "actual" && `, ${fact.nature}`)),
    ),
  );
}

/** Say what is missing of a company that cannot be compared. */
function absent({ company, needs }, { names }) {
  const words = h("small", { part: "missing", lang: "en", dir: "ltr" }, `Not compared, for want of ${needs}.`);
  return h("tr", {}, h("th", { scope: "row" }, names[company] ?? company), h("td", {}, words));
}

function verdict({ gap, ratio, lead, leader, names }, locale) {
  if (!leader) return null;
  return h(
    "dl",
    { part: "verdict" },
    gap && term("Gap", margin(gap, locale), margins(gap, locale)),
    lead?.value != null && term("Lead", numeral(lead.value, "fraction", locale, 3), range(lead, locale)),
    ratio?.value != null && term("Ratio", numeral(ratio.value, "multiple", locale), range(ratio, locale)),
    term("How sure", ...certainty(leader, names, locale)),
  );
}

function certainty({ company, decided, decided_up_to, contenders }, names, locale) {
  if (company == null) return ["Nobody leads", null];
  if (!decided) return ["Not decided", `the range of ${contenders.map((each) => names[each]).join(", ")} overlaps`];
  const most = decided_up_to == null ? null : numeral(decided_up_to, "fraction", locale, 2);
  return ["Decided", most && `until every figure may be off by ${most}`];
}
