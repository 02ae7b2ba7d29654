/** The verdict: both figures with their ranges, the gap, who leads and how sure that is. */

import { coloured, h } from "./dom.js";
import { RivalryElement } from "./element.js";
import { cautioned, framed } from "./frame.js";
import { amount, margin, numeral, period, range } from "./words.js";

/** A range shorter than this part of the longest bar cannot be seen. */
const LEAST_SEEN = 0.004;

export class RivalryCompare extends RivalryElement {
  static path = "/v1/compare";
  static parameters = [
    ...["companies", "metric", "period", "segment", "line", "without", "source", "tolerance", "as_of", "revision"],
  ];

  draw(answer) {
    const rows = answer.entries.map((entry, _, entries) => row(entry, entries, answer, this));
    const table = h(
      "table",
      { part: "table", class: "bars" },
      h("caption", { class: "hidden" }, `${answer.metric.name} compared`),
      h("tbody", {}, rows),
    );
    return framed(this, answer, cautioned(answer.comparability), table, verdict(answer, this.locale));
  }
}

function row(entry, entries, answer, { locale }) {
  const { company, fact, quantity } = entry;
  const companies = Object.keys(answer.names);
  const greatest = Math.max(...entries.map(({ quantity }) => furthest(quantity)));
  const place = companies.indexOf(company);
  const said = { ...quantity, hedges: fact.hedges };
  return h(
    "tr",
    { part: "entry" },
    h("th", { scope: "row" }, answer.names[company], h("small", {}, h("bdi", {}, period(fact.period, locale)))),
    h(
      "td",
      {},
      h("bdi", { part: "value", class: "value" }, amount(said, locale)),
      bar(quantity, greatest, place),
      h("small", {}, h("bdi", { part: "range" }, range(quantity, locale), fact.nature !== "actual" && `, ${fact.nature}`)),
    ),
  );
}

/** Draw a length for an amount, and its range across the end; where it is open, the length fades. */
function bar({ value, low, high }, greatest, place) {
  const end = value ?? low ?? high;
  if (!(end > 0)) return null;
  const isOpen = value == null && (low == null || high == null);
  const [from, to] = [low ?? end, high ?? end].map((each) => Math.max(0, each) / greatest);
  const lengths = { "--length": end / greatest, "--from": from, "--to": to };
  return h(
    "span",
    { part: "bar", class: isOpen ? "bar open" : "bar", "aria-hidden": "true", ...lengths, ...coloured(place) },
    h("span", { class: "fill" }),
    to - from > LEAST_SEEN && h("span", { class: "whisker" }),
  );
}

const furthest = ({ value, low, high }) => high ?? value ?? low ?? 0;

function verdict({ gap, ratio, lead, leader, names }, locale) {
  if (!leader) return null;
  return h(
    "dl",
    { part: "verdict", class: "verdict" },
    gap && term("Gap", margin(gap, locale), range(gap, locale)),
    lead?.value != null && term("Lead", numeral(lead.value, "fraction", locale, 3), range(lead, locale)),
    ratio?.value != null && term("Ratio", numeral(ratio.value, "multiple", locale), range(ratio, locale)),
    term("How sure", ...certainty(leader, names, locale)),
  );
}

function term(name, text, detail) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, h("bdi", {}, text), detail && h("small", {}, h("bdi", {}, detail))));
}

function certainty({ company, decided, decided_up_to, contenders }, names, locale) {
  if (company == null) return ["Nobody leads", null];
  if (!decided) return ["Not decided", `the range of ${contenders.map((each) => names[each]).join(", ")} overlaps`];
  const most = decided_up_to == null ? null : numeral(decided_up_to, "fraction", locale, 2);
  return ["Decided", most && `until every figure may be off by ${most}`];
}
