/** Frames: what stands around every answer, and in place of one. */

import { h, link } from "./dom.js";
import { day } from "./words.js";

const MOST_SOURCES_SHOWN = 3;

/** Put an answer's parts together: its sentence first, its sources last. */
export function framed(element, answer, ...parts) {
  return h(
    "section",
    { part: "root", class: "root" },
    answer.sentence && h("p", { part: "sentence", class: "sentence", lang: "en", dir: "ltr" }, answer.sentence),
    ...parts,
    footer(element, answer),
  );
}

/** Say what the answer rests on, which revision it is of, and the request that gives it. */
export function footer(element, answer) {
  const sources = answer.sources ?? [];
  const items = sources.map((each) => h("li", {}, cited(each, element.locale)));
  const list = h("ul", { class: "sources" }, items);
  const many = items.length > MOST_SOURCES_SHOWN;
  return h(
    "footer",
    { part: "footer", class: "footer", lang: "en", dir: "ltr" },
    many ? h("details", {}, h("summary", {}, `${items.length} sources`), list) : items.length > 0 && list,
    h("p", {}, `Dataset revision ${answer.dataset?.revision ?? "not known"} · `, link(element.address, "JSON")),
  );
}

/** Cite a source: its name, what it is and its day; a title that is ours stands in brackets. */
export function cited(source, locale) {
  const title = source.title_is_ours ? `[${source.title}]` : source.title;
  const about = [source.publisher, source.form ?? source.kind, day(source.published, locale) ?? "undated"];
  return h("cite", {}, link(source.url, title), h("small", {}, ` ${about.filter(Boolean).join(", ")}`));
}

/** Say what makes a comparison less than sure. */
export function cautioned(comparability) {
  if (!comparability || comparability.status === "comparable") return null;
  const reasons = comparability.reasons.map(({ code, detail }) => h("li", {}, `${spaced(code)}: ${detail}`));
  const word = comparability.status === "caution" ? "Compare with care" : "Not comparable";
  return h("details", { part: "caution", class: "caution" }, h("summary", {}, word), h("ul", {}, reasons));
}

/** What stands there until the first answer comes: a line of text and some rows, in about the room that they take. */
export function waiting(rows) {
  const bars = Array.from({ length: rows }, () => h("div", { class: "bar-waiting" }));
  return h(
    "section",
    { part: "root", class: "root waiting" },
    h("p", { class: "hidden", role: "status" }, "Loading…"),
    h("div", { class: "line-waiting" }),
    bars,
    h("div", { class: "footer-waiting" }),
  );
}

/** What stands there where there is nothing to show. */
export function nothing() {
  return h("section", { part: "root", class: "root" }, h("p", { part: "message", class: "message" }, "Nothing is known of that."));
}

/** Say why there is no answer, as the API does, with what it offers instead. */
export function refused(refusal, again) {
  const problem = refusal.problem ?? { title: "No connection" };
  const needs = (problem.missing ?? []).map(({ needs }) => h("li", {}, needs));
  return h(
    "section",
    { part: "root", class: "root", lang: "en", dir: "ltr" },
    h(
      "div",
      { part: "message", class: "message", role: "status" },
      h("strong", {}, problem.title ?? "No answer"),
      h("p", {}, refusal.message),
      problem.did_you_mean && h("p", {}, "Did you mean ", h("code", {}, problem.did_you_mean), "?"),
      needs.length > 0 && h("ul", {}, needs),
      refusal.mayPass && h("button", { part: "retry", type: "button", onclick: again }, "Try again"),
    ),
  );
}

/** Write a slug as words. */
export function spaced(slug) {
  return slug.replaceAll("-", " ");
}
