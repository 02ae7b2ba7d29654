/** Frames: what stands around every answer, and in place of one. */

import { h, link } from "./dom.js";
import { day } from "./words.js";

const MOST_SOURCES_SHOWN = 3;

/** Put an answer's parts together: its sentence first, its sources last. */
export function framed(element, answer, ...parts) {
  return h(
    "section",
    { part: "root", lang: "en", dir: "ltr" },
    answer.sentence && h("p", { part: "sentence" }, answer.sentence),
    ...parts,
    footer(element, answer),
  );
}

/** Say what the answer rests on, which revision it is of, and the request that gives it. */
export function footer(element, answer) {
  const items = answer.sources.map((each) => h("li", {}, cited(each, element.locale)));
  const list = h("ul", { class: "sources" }, items);
  const many = items.length > MOST_SOURCES_SHOWN;
  return h(
    "footer",
    { part: "footer" },
    many ? folded("all-sources", `${items.length} sources`, list) : items.length > 0 && list,
    h("p", {}, `Dataset revision ${answer.dataset.revision} · `, link(element.address, "JSON")),
  );
}

/** Cite a source: its name, what it is and its day; a title that is ours stands in brackets. */
export function cited(source, locale) {
  const about = [source.publisher, source.form ?? source.kind, day(source.published, locale) ?? "undated"];
  return h("cite", {}, titled(source), h("small", {}, ` ${about.filter(Boolean).join(", ")}`));
}

/** Say where something stands: each source once, with the paragraphs of it. */
export function evidenced(evidence, sources) {
  const places = Map.groupBy(evidence, ({ source }) => source);
  const said = [...places].flatMap(([slug, found], index) => {
    const source = sources.find((each) => each.slug === slug);
    const paragraphs = found.map(({ paragraph }) => paragraph).join(", ");
    return [index > 0 && "; ", titled(source), `, paragraph${found.length > 1 ? "s" : ""} ${paragraphs}`];
  });
  return h("small", { part: "evidence" }, said);
}

function titled({ title, title_is_ours, url }) {
  return link(url, title_is_ours ? `[${title}]` : title);
}

/** Name a figure and say it, with a detail in small type. */
export function term(name, text, detail) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, h("bdi", {}, text), detail && h("small", {}, h("bdi", {}, detail))));
}

/** Say what makes a comparison less than sure, without being asked where the figures are not of the same thing. */
export function cautioned(comparability) {
  if (!comparability || comparability.status === "comparable") return null;
  const reasons = comparability.reasons.map(({ code, detail }) => h("li", {}, `${spaced(code)}: ${detail}`));
  const open = comparability.reasons.some(({ code }) => code === "definition-differs");
  const word = comparability.status === "caution" ? "Compare with care" : "Not comparable";
  return folded("caution", word, h("ul", {}, reasons), open);
}

/** Say what is not known, and what would be needed. */
export function lacking({ missing }) {
  return listed("missing", `Missing: ${missing.length}`, missing.map(({ code, needs }) => `${spaced(code)}: ${needs}`));
}

/** List what the API says beside an answer, folded; nothing for no texts. */
export function listed(part, summary, texts) {
  const items = texts.map((text) => h("li", {}, text));
  if (items.length === 0) return null;
  return folded(part, summary, h("ul", {}, items));
}

/** Fold something away below a summary, unless it is `open`. */
export function folded(part, summary, content, open = false) {
  return h("details", { part, class: `aside ${part}`, open }, h("summary", {}, summary), content);
}

/** What stands there until the first answer comes: a line of text and some rows, in about the room that they take. */
export function waiting(rows) {
  const bars = Array.from({ length: rows }, () => h("div", { class: "bar-waiting" }));
  return h(
    "section",
    { part: "root", class: "root waiting", lang: "en", dir: "ltr" },
    h("p", { class: "hidden", role: "status" }, "Loading…"),
    h("div", { class: "line-waiting" }),
    bars,
    h("div", { class: "footer-waiting" }),
  );
}

/** What stands there where there is nothing to show. */
export function nothing() {
  return instead("Nothing is known of that.");
}

/** Say why there is no answer, as the API does, with what it offers instead. */
export function refused(refusal, again) {
  const problem = refusal.problem ?? { title: "No connection" };
  const needs = [problem.missing ?? []].flat().map(({ needs }) => h("li", {}, needs));
  return instead(
    h("strong", {}, problem.title ?? "No answer"),
    h("p", {}, refusal.message),
    problem.did_you_mean && h("p", {}, "Did you mean ", h("code", {}, problem.did_you_mean), "?"),
    needs.length > 0 && h("ul", {}, needs),
    refusal.mayPass && h("button", { part: "retry", type: "button", onclick: again }, "Try again"),
  );
}

function instead(...words) {
  const message = h("div", { part: "message", role: "status" }, words);
  return h("section", { part: "root", lang: "en", dir: "ltr" }, message);
}

/** Write a slug as words. */
export function spaced(slug) {
  return slug.replaceAll("-", " ").replace(/\bai\b/, "AI");
}
