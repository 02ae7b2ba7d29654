/** Strategies: what each company does with AI and what is said of it, side by side. */

import { isVague } from "./bars.js";
import { coloured, h } from "./dom.js";
import { RivalryElement } from "./element.js";
import { evidenced, folded, framed, spaced } from "./frame.js";
import { amount, period, range } from "./words.js";

const KINDS_EXPECTED = 8;
/** Each approach has a shape and a word, so that no colour is needed. */
const APPROACHES = {
  build: ["■", "builds"],
  invest: ["◆", "invests"],
  partner: ["●", "partners"],
  apply: ["▲", "applies"],
};

export class RivalryStrategies extends RivalryElement {
  static path = "/v1/compare/strategies";
  static parameters = ["companies", "revision"];

  get rows() {
    return KINDS_EXPECTED;
  }

  draw(answer) {
    if (!answer.initiatives.length && !answer.stances.length) return null;
    const rows = answer.initiatives.map(({ kind, cells }) => [spaced(kind), cells.map((cell) => initiatives(cell, answer, this))]);
    const counted = ["approach", answer.approaches.map((cell) => counts(cell))];
    return framed(this, answer, sideBySide("AI initiatives", answer, [counted, ...rows]), stances(answer));
  }
}

/** Lay out rows of a cell for each company, or of one for all; where it is narrow, each cell names its company. */
function sideBySide(caption, { companies, names }, rows) {
  const named = companies.map((company) => names[company]);
  const heads = named.map((name, place) => h("th", { scope: "col" }, h("span", { class: "over", ...coloured(place) }, name)));
  const cell = (content, place, { length }) => {
    const isOfAll = length < named.length;
    const who = !isOfAll && h("small", { class: "who" }, named[place]);
    const properties = isOfAll ? { colspan: named.length } : coloured(place);
    return h("td", properties, who, content || h("p", { part: "unstated" }, "Our sources say nothing about this."));
  };
  const row = ([name, cells]) => h("tr", { part: "entry" }, h("th", { scope: "row" }, name), cells.map(cell));
  return h(
    "table",
    { part: "table", class: "sides" },
    h("caption", { class: "hidden" }, caption),
    h("thead", {}, h("tr", {}, h("td"), heads)),
    h("tbody", {}, rows.map(row)),
  );
}

/** Say how often a company takes each approach: "builds 5, invests 1". */
function counts({ matched, approaches }) {
  return matched ? approaches.map(({ approach, initiatives }) => marked(approach, initiatives)) : null;
}

function marked(approach, number) {
  const [shape, word] = APPROACHES[approach];
  const mark = h("span", { "aria-hidden": "true" }, shape);
  return h("span", { part: "approach", class: "label" }, mark, ` ${word}`, number != null && h("b", {}, ` ${number}`));
}

function initiatives({ matched, initiatives }, answer, element) {
  return matched ? initiatives.map((each) => initiative(each, answer, element)) : null;
}

function initiative({ name, approach, partners, summary, facts, evidence }, answer, { locale }) {
  const withWhom = partners.map((partner) => answer.names[partner]).filter((partner) => !summary.includes(partner));
  const stated = answer.facts.filter(({ id }) => facts.includes(id)).map((fact) => printedFigure(fact, locale));
  return h(
    "div",
    { part: "initiative", class: "item" },
    h("p", {}, h("b", {}, name), " ", marked(approach)),
    h("p", {}, summary, withWhom.length > 0 && ` With ${withWhom.join(", ")}.`),
    stated.length > 0 && h("ul", {}, stated),
    evidenced(evidence, answer.sources),
  );
}

function printedFigure(fact, locale) {
  const about = [isVague(fact) ? range(fact, locale) : `“${fact.printed}”`, fact.attribution, fact.nature !== "actual" && fact.nature, period(fact.period, locale)];
  return h(
    "li",
    {},
    `${spaced(fact.metric)}: `,
    h("bdi", { part: "value", class: "amount" }, amount(fact, locale)),
    h("small", {}, ` ${about.filter(Boolean).join(", ")}`),
  );
}

/** What is said of the companies, by topic. */
function stances(answer) {
  const said = new Set(answer.stances.flatMap(({ cells }) => cells.flatMap(({ statements }) => statements.map(({ id }) => id))));
  if (!said.size) return null;
  const rows = answer.stances.flatMap((each) => onTopic(each, answer));
  return folded("stances", `What is said of them: ${said.size} statements`, sideBySide("Statements by topic", answer, rows));
}

/** A row of what is said of each, and one across of what is said of all at once. */
function onTopic({ topic, cells }, answer) {
  const isShared = ({ companies }) => answer.companies.length > 1 && answer.companies.every((each) => companies.includes(each));
  const all = (statements) => statements.length > 0 && statements.map((each) => statement(each, answer.sources));
  const shared = all(cells[0].statements.filter(isShared));
  const own = cells.map(({ statements }) => all(statements.filter((each) => !isShared(each))));
  const name = spaced(topic);
  return [own.some(Boolean) && [name, own], shared && [`${name}: all together`, [shared]]].filter(Boolean);
}

function statement({ stance, nature, text, evidence }, sources) {
  return h(
    "div",
    { part: "statement", class: "item" },
    h("p", {}, h("b", {}, spaced(stance)), " ", h("span", { class: "label" }, nature)),
    h("p", {}, text),
    evidenced(evidence, sources),
  );
}
