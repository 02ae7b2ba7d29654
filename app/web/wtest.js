const $asking = (() => {
const KEPT_MILLISECONDS = 60_000;
const asked = new Map();
const HOME = new URL(import.meta.url).origin;
class Refusal extends Error {
  constructor(problem) {
    super(problem?.detail ?? "The server could not be reached.");
    this.problem = problem;
  }
  get mayPass() {
    return !this.problem || this.problem.status >= 500;
  }
}
function ask(address) {
  if (!asked.has(address)) {
    const answer = fetched(address);
    asked.set(address, answer);
    const forget = () => asked.get(address) === answer && asked.delete(address);
    answer.then(() => setTimeout(forget, KEPT_MILLISECONDS), forget);
  }
  return asked.get(address);
}

async function fetched(address) {
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "omit" });
  } catch {
    throw new Refusal(null);
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw new Refusal(body ?? { status: response.status, detail: `The server answered with ${response.status}.` });
}
return { HOME, Refusal, ask };
})();
const $dom = (() => {
const SVG = "http://www.w3.org/2000/svg";
function h(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), properties, children);
}
function svg(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), properties, children);
}
function link(href, ...children) {
  const isSafe = typeof href === "string" && /^(https?:\/\/|\/(?!\/))/i.test(href);
  return isSafe ? h("a", { href, rel: "noopener", target: "_blank" }, ...children) : h("span", {}, ...children);
}
function coloured(place) {
  return { "--colour": `var(--company-${(Math.max(0, place) % 5) + 1})` };
}

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) element.style.setProperty(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}
return { h, svg, link, coloured };
})();
const $words = (() => {
const DIGITS = 4;
const ALL_DIGITS = 15;
const MOST_WIDENED = 1.1;
const FORMATS = new Map();
function amount(quantity, locale) {
  const { value, low, high, unit, hedges = [] } = quantity;
  const say = (number) => numeral(number, unit, locale);
  if (value != null) return hedges.includes("approximately") ? `about ${say(value)}` : say(value);
  if (low != null && high != null) {
    if (hedges.includes("just-under")) return `just under ${say(high)}`;
    if (hedges.includes("nearly")) return `nearly ${say(high)}`;
    if (hedges.includes("more-than")) return `just over ${say(low)}`;
    return range(quantity, locale);
  }
  if (low != null) return `${hedges.includes("more-than") ? "more than" : "at least"} ${say(low)}`;
  if (high != null) return `${hedges.includes("less-than") ? "less than" : "at most"} ${say(high)}`;
  return "an unknown amount";
}
function range({ low, high, unit }, locale) {
  if (low == null && high == null) return "any amount";
  if (low == null) return `up to ${numeral(outwards(high, "ceil", DIGITS), unit, locale, ALL_DIGITS)}`;
  if (high == null) return `${numeral(outwards(low, "floor", DIGITS), unit, locale, ALL_DIGITS)} or more`;
  if (low === high) return `exactly ${numeral(low, unit, locale, ALL_DIGITS)}`;
  const [from, to] = roundedOutwards(low, high);
  const { format, around } = formatOf(unit, locale, ALL_DIGITS, from, to);
  return `${around(format.formatRange(from, to))}${suffix(unit, to)}`;
}
function roundedOutwards(low, high) {
  for (let digits = DIGITS; digits < ALL_DIGITS; digits++) {
    const [from, to] = [outwards(low, "floor", digits), outwards(high, "ceil", digits)];
    if (to - from <= (high - low) * MOST_WIDENED) return [from, to];
  }
  return [low, high];
}

function outwards(number, roundingMode, maximumSignificantDigits) {
  const style = { maximumSignificantDigits, roundingMode, useGrouping: false };
  return Number(kept(`${roundingMode} ${maximumSignificantDigits}`, () => new Intl.NumberFormat("en", style)).format(number));
}
function numeral(number, unit, locale, digits = DIGITS) {
  const { format, around } = formatOf(unit, locale, digits, number);
  return `${around(format.format(number))}${suffix(unit, number)}`;
}

function suffix(unit, number) {
  if (unit === "multiple") return "×";
  if (unit === "quarters") return number === 1 ? " quarter" : " quarters";
  return "";
}
function margin(quantity, locale) {
  if (quantity.unit !== "fraction") return amount(quantity, locale);
  const points = (number) => numeral(Number((number * 100).toPrecision(DIGITS)), "count", locale);
  const { value, low, high } = quantity;
  const said = value != null ? points(value) : [low, high].filter((end) => end != null).map(points).join(" – ");
  return `${said} percentage points`;
}
function day(text, locale) {
  if (!text) return null;
  const format = kept(`day ${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }));
  return format.format(new Date(`${text}T00:00:00Z`));
}
function period({ label, kind, end }, locale) {
  if (kind === "unspecified") return end ? day(end, locale) : "period not stated";
  return end ? `${label}, to ${day(end, locale)}` : label;
}
function formatOf(unit, locale, digits, ...numbers) {
  const isCompact = unit === "USD" || numbers.every((number) => number && number % 1e6 === 0);
  return kept(`${unit} ${locale} ${digits} ${isCompact}`, () => {
    const compact = isCompact && { notation: "compact", compactDisplay: "long" };
    const style = { ...compact, ...(unit === "fraction" && { style: "percent" }) };
    const maximumSignificantDigits = unit === "count" ? ALL_DIGITS : digits;
    const format = new Intl.NumberFormat(locale, { maximumSignificantDigits, roundingMode: "halfEven", ...style });
    return { format, around: unit === "USD" ? aroundCurrency(locale) : (text) => text };
  });
}
function aroundCurrency(locale) {
  const parts = new Intl.NumberFormat(locale, { style: "currency", currency: "USD", maximumFractionDigits: 0 })
    .formatToParts(1)
    .map(({ type, value }) => (type === "integer" ? null : value));
  const at = parts.indexOf(null);
  const [before, after] = [parts.slice(0, at).join(""), parts.slice(at + 1).join("")];
  return (text) => (/^[-−]/.test(text) ? `${text[0]}${before}${text.slice(1)}${after}` : `${before}${text}${after}`);
}

function kept(name, make) {
  if (!FORMATS.has(name)) FORMATS.set(name, make());
  return FORMATS.get(name);
}
return { amount, range, numeral, margin, day, period };
})();
const $frame = (() => {
const { h, link } = $dom;
const { day } = $words;

const MOST_SOURCES_SHOWN = 3;
function framed(element, answer, ...parts) {
  return h(
    "section",
    { part: "root", class: "root" },
    answer.sentence && h("p", { part: "sentence", class: "sentence", lang: "en", dir: "ltr" }, answer.sentence),
    ...parts,
    footer(element, answer),
  );
}
function footer(element, answer) {
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
function cited(source, locale) {
  const about = [source.publisher, source.form ?? source.kind, day(source.published, locale) ?? "undated"];
  return h("cite", {}, titled(source), h("small", {}, ` ${about.filter(Boolean).join(", ")}`));
}
function evidenced(evidence, sources = []) {
  const places = Map.groupBy(evidence, ({ source }) => source);
  const said = [...places].flatMap(([slug, found], index) => {
    const source = sources.find((each) => each.slug === slug) ?? { title: slug };
    const paragraphs = found.map(({ paragraph }) => paragraph).join(", ");
    return [index > 0 && "; ", titled(source), `, paragraph${found.length > 1 ? "s" : ""} ${paragraphs}`];
  });
  return h("small", { part: "evidence", class: "evidence" }, said);
}

function titled({ title, title_is_ours, url }) {
  return link(url, title_is_ours ? `[${title}]` : title);
}
function term(name, text, detail) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, h("bdi", {}, text), detail && h("small", {}, h("bdi", {}, detail))));
}
function cautioned(comparability) {
  if (!comparability || comparability.status === "comparable") return null;
  const reasons = comparability.reasons.map(({ code, detail }) => h("li", {}, `${spaced(code)}: ${detail}`));
  const word = comparability.status === "caution" ? "Compare with care" : "Not comparable";
  return h("details", { part: "caution", class: "caution" }, h("summary", {}, word), h("ul", {}, reasons));
}
function waiting(rows) {
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
function nothing() {
  return h("section", { part: "root", class: "root" }, h("p", { part: "message", class: "message" }, "Nothing is known of that."));
}
function refused(refusal, again) {
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
function spaced(slug) {
  return slug.replaceAll("-", " ").replace(/\bai\b/, "AI");
}
return { framed, footer, cited, evidenced, term, cautioned, waiting, nothing, refused, spaced };
})();
const $element = (() => {
const { ask, HOME, Refusal } = $asking;
const { nothing, refused, waiting } = $frame;
const sheet = new CSSStyleSheet(); sheet.replaceSync(":host { --paper: var(--rivalry-paper, light-dark(#fdfcf9, #14161a)); --ink: var(--rivalry-ink, light-dark(#1b1b1a, #ece9e2)); --muted: var(--rivalry-muted, light-dark(#5d5a54, #a9a59c)); --rule: var(--rivalry-rule, light-dark(#d9d5cb, #383b42)); --company-1: var(--rivalry-1, light-dark(#0b5cad, #7db7f5)); --company-2: var(--rivalry-2, light-dark(#b04e0a, #f0a35e)); --company-3: var(--rivalry-3, light-dark(#2c7048, #86cf9f)); --company-4: var(--rivalry-4, light-dark(#7a3e9d, #cfa3ea)); --company-5: var(--rivalry-5, light-dark(#8a6d00, #d9bd4f)); --good: var(--rivalry-good, light-dark(#2c7048, #86cf9f)); --bad: var(--rivalry-bad, light-dark(#b3261e, #f2a29b)); --caution: var(--rivalry-caution, light-dark(#8a5a00, #e5b454)); --serif: var(--rivalry-serif, \"Iowan Old Style\", \"Palatino Linotype\", Palatino, \"Book Antiqua\", Georgia, serif); --sans: var(--rivalry-sans, system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif); display: block; container-type: inline-size; color: var(--ink); font-family: var(--sans); font-size: 1rem; line-height: 1.4; font-variant-numeric: tabular-nums; text-align: start; } :host([hidden]) { display: none; } :host([theme=\"light\"]) { color-scheme: light; } :host([theme=\"dark\"]) { color-scheme: dark; } :host(rivalry-fact) { display: inline; container-type: normal; color: inherit; font: inherit; } * { box-sizing: border-box; } .hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; } .root { background: var(--paper); padding: 1rem; border-block: 1px solid var(--rule); overflow-wrap: break-word; } .sentence { margin: 0 0 1rem; font: 1.15rem/1.35 var(--serif); text-wrap: pretty; } small { color: var(--muted); font-size: 0.8125rem; font-weight: normal; } a { color: inherit; text-decoration-color: var(--muted); text-underline-offset: 0.15em; } a:hover { text-decoration-color: currentColor; } :focus-visible { outline: 2px solid var(--company-1); outline-offset: 2px; } summary { cursor: pointer; } code { font-size: 0.9em; } table { inline-size: 100%; border-collapse: collapse; } th, td { padding: 0.35rem 0; text-align: start; vertical-align: baseline; font-weight: normal; } .bars th { inline-size: 28%; padding-inline-end: 1rem; font-weight: 600; } .bars th small, .bars td small { display: block; } .value { font-size: 1.05rem; font-weight: 600; } .bar { display: block; position: relative; block-size: 0.75rem; margin-block: 0.2rem; } .fill { display: block; inline-size: calc(var(--length) * 100%); min-inline-size: 2px; block-size: 100%; background: var(--colour); } .open .fill { background: linear-gradient(to right, var(--colour) 60%, transparent); } .open .fill:dir(rtl) { background: linear-gradient(to left, var(--colour) 60%, transparent); } .whisker { position: absolute; inset-block: 0.1rem; inset-inline-start: calc(var(--from) * 100%); inline-size: calc((var(--to) - var(--from)) * 100%); border: solid var(--ink); border-width: 0 1px; background: linear-gradient(var(--ink), var(--ink)) center / 100% 1px no-repeat; } @container (max-width: 26rem) { .bars tr { display: block; padding-block: 0.35rem; } .bars th, .bars td { display: block; inline-size: auto; padding-block: 0; } .bars th small { display: inline; margin-inline-start: 0.5rem; } } .verdict { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.75rem 1.5rem; margin: 1rem 0 0; padding-block-start: 0.75rem; border-block-start: 1px solid var(--rule); } .verdict div { margin: 0; } dt { color: var(--muted); font-size: 0.8125rem; } dd { margin: 0; font-weight: 600; } dd small { display: block; } .caution { margin-block-end: 0.75rem; font-size: 0.875rem; } .caution summary { color: var(--caution); font-weight: 600; } .caution ul { margin: 0.35rem 0 0; padding-inline-start: 1.2rem; } .sides { table-layout: fixed; font-size: 0.9375rem; } .sides :is(td, th) { padding: 0.7rem 1.25rem 0.7rem 0; vertical-align: top; border-block-end: 1px solid var(--rule); } .sides thead :is(td, th) { padding-block: 0 0.35rem; } .sides thead td, .sides [scope=\"row\"] { inline-size: 7.5rem; color: var(--muted); font-size: 0.875rem; } .over { display: block; padding-block-start: 0.35rem; border-block-start: 3px solid var(--colour); font-weight: 600; } :is(.sides [scope=\"row\"], .item p, .item li)::first-letter { text-transform: uppercase; } .who { display: none; } .label { display: inline-block; margin-inline-end: 0.35rem; padding: 0 0.4em; border: 1px solid var(--rule); font-size: 0.8125rem; white-space: nowrap; } .item + .item { margin-block-start: 1rem; } .item p { margin: 0 0 0.2rem; } .item ul { margin: 0.2rem 0; padding-inline-start: 1.1rem; } .item li small { display: block; } .unstated { margin: 0; color: var(--muted); font-style: italic; } .evidence { display: block; } .more { margin-block-start: 1rem; } .more table { margin-block-start: 1rem; } @container (max-width: 38rem) { .sides :is(tbody, tr, th, td) { display: block; inline-size: auto; } .sides thead { display: none; } .sides tr { padding-block: 0.7rem; border-block-end: 1px solid var(--rule); } .sides :is(td, th) { padding: 0; border: 0; } .sides td { margin-block-start: 0.6rem; padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--colour, var(--rule)); } .sides .who { display: block; font-weight: 600; } } .checks { margin: 0; padding: 0; list-style: none; } .check { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0.25rem 1.25rem; padding-block: 0.9rem; border-block-start: 1px solid var(--rule); } .check p { margin: 0; } .result { font-weight: 600; } .result span { display: inline-block; inline-size: 1.2em; } .consistent .result { color: var(--good); } .inconsistent .result { color: var(--bad); } .loose .result, .uncheckable .result { color: var(--caution); } .claim { font: 1.05rem/1.35 var(--serif); } .check dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.35rem 1.25rem; margin: 0.4rem 0; } .reason { font-size: 0.875rem; } .failed:not(:empty) { margin: 0; color: var(--bad); } @container (min-width: 52rem) { .check .item { display: grid; grid-template-columns: 1fr 24rem; column-gap: 2rem; grid-template-rows: auto auto 1fr; } .check dl { grid-area: 1 / 2 / span 3; margin: 0; } } @container (max-width: 34rem) { .check { grid-template-columns: 1fr; } } .footer { margin-block-start: 1rem; color: var(--muted); font-size: 0.8125rem; } .footer p { margin: 0.35rem 0 0; } .sources { margin: 0; padding: 0; list-style: none; } .sources li { margin-block-start: 0.15rem; } cite { font-style: normal; } .message { margin: 0; padding: 0.75rem; border-inline-start: 3px solid var(--caution); } .message p, .message ul { margin: 0.35rem 0; } button { font: inherit; color: inherit; } .root button { padding: 0.35rem 0.9rem; border: 1px solid currentColor; border-radius: 3px; background: none; cursor: pointer; } .waiting div { background: var(--rule); opacity: 0.5; } .line-waiting { block-size: 1.55rem; margin-block-end: 1rem; } .bar-waiting { block-size: 3.6rem; margin-block-end: 0.7rem; } .footer-waiting { block-size: 7.5rem; margin-block-start: 1rem; } .figure { display: inline; padding: 0; border: 0; background: none; font: inherit; color: inherit; text-align: inherit; text-decoration: underline dotted var(--muted); text-underline-offset: 0.2em; cursor: help; white-space: normal; } .note { position: fixed; inset: auto; margin: 0; max-inline-size: min(22rem, calc(100vw - 1rem)); padding: 0.75rem; border: 1px solid var(--rule); background: var(--paper); color: var(--ink); font: 0.875rem/1.4 var(--sans); text-align: start; } .note > * { display: block; margin: 0 0 0.35rem; } .note .sentence { font-size: 1rem; } @media (forced-colors: active) { .fill { background: CanvasText; forced-color-adjust: none; } .open .fill { background: none; border: 1px solid CanvasText; border-inline-end: 0; } .waiting div { border: 1px solid GrayText; } } @media print { .root { background: none; color: #000; } .fill { print-color-adjust: exact; } .root button { display: none; } } @media (prefers-reduced-motion: no-preference) { .waiting div { animation: breathe 1.6s ease-in-out infinite alternate; } @keyframes breathe { to { opacity: 0.25; } } }");

class RivalryElement extends HTMLElement {
  static path = "";
  static parameters = [];
  static lists = [];

  static get observedAttributes() {
    return [...this.parameters, "base", "lang"];
  }

  #internals = this.attachInternals();
  #root = this.attachShadow({ mode: "open" });
  #awaited = null;
  #isDue = false;

  connectedCallback() {
    this.#root.adoptedStyleSheets = [sheet];
    this.#loadSoon();
  }

  attributeChangedCallback(_, before, after) {
    if (this.isConnected && before !== after) this.#loadSoon();
  }
  get locale() {
    const said = this.closest("[lang]")?.lang;
    const wanted = said && !navigator.language.startsWith(said) ? said : navigator.language;
    try {
      return Intl.NumberFormat.supportedLocalesOf(wanted)[0] ?? "en";
    } catch {
      return "en";
    }
  }
  get home() {
    return URL.parse(this.getAttribute("base") ?? HOME, document.baseURI)?.origin ?? HOME;
  }
  get address() {
    const address = new URL(this.path, this.home);
    const { parameters, lists } = this.constructor;
    for (const name of parameters.filter((each) => this.hasAttribute(each))) {
      const said = this.getAttribute(name);
      for (const value of lists.includes(name) ? said.split(",") : [said]) address.searchParams.append(name, value.trim());
    }
    return address.href.replace(/%2C/g, ",").replace(/%3A/g, ":");
  }
  get path() {
    return this.constructor.path;
  }
  get rows() {
    return (this.getAttribute("companies") ?? "").split(",").length;
  }
  waiting() {
    return waiting(this.rows);
  }
  refused(refusal, again) {
    return refused(refusal, again);
  }
  async reload() {
    const address = (this.#awaited = this.address);
    const isStale = () => this.#awaited !== address || !this.isConnected;
    this.#show("loading", this.#root.childElementCount ? null : this.waiting());
    try {
      const answer = await ask(address);
      if (isStale()) return;
      const drawn = this.draw(answer);
      this.#show(drawn ? "loaded" : "empty", drawn ?? nothing());
      this.#tell("rivalry-load", answer);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (isStale()) return;
      const again = () => isStale() || this.reload();
      if (refusal.mayPass) window.addEventListener("online", again, { once: true });
      this.#show(refusal.problem ? "refused" : "offline", this.refused(refusal, again));
      this.#tell("rivalry-error", refusal.problem);
    }
  }
  #loadSoon() {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      if (this.isConnected) this.reload();
    });
  }
  #show(state, node) {
    this.#internals.states.clear();
    this.#internals.states.add(state);
    if (node) this.#root.replaceChildren(node);
    this.#root.firstElementChild.setAttribute("aria-busy", state === "loading");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
return { RivalryElement };
})();
const $checks = (() => {
const { ask } = $asking;
const { h } = $dom;
const { RivalryElement } = $element;
const { evidenced, framed, spaced, term } = $frame;
const { amount, margin, range } = $words;

const ROWS_EXPECTED = 12;
const RESULTS = {
  inconsistent: ["✗", "does not hold", "do not hold"],
  loose: ["~", "holds loosely", "hold loosely"],
  uncheckable: ["?", "cannot be checked", "cannot be checked"],
  consistent: ["✓", "holds", "hold"],
};
class RivalryChecks extends RivalryElement {
  static path = "/v1/checks";
  static lists = ["company", "metric", "operation", "source"];
  static parameters = [...this.lists, "limit", "cursor", "revision"];

  get rows() {
    return Math.min(ROWS_EXPECTED, Number(this.getAttribute("limit")) || ROWS_EXPECTED);
  }

  draw(answer) {
    return answer.items.length ? this.#drawn(this.address, [answer]) : null;
  }
  #drawn(address, pages) {
    const { next, dataset } = pages.at(-1);
    const sources = [...new Map(pages.flatMap((page) => page.sources.map((each) => [each.slug, each]))).values()];
    const items = pages.flatMap((page) => worstFirst(page.items));
    const checks = items.map((each) => checked(each, sources, this.locale));
    const content = h(
      "div",
      { lang: "en", dir: "ltr" },
      h("p", { part: "sentence", class: "sentence" }, tallied(items, next)),
      h("ul", { part: "checks", class: "checks", role: "list" }, checks),
      next && h("p", {}, h("button", { part: "more", type: "button", onclick: () => this.#more(address, pages, root) }, "More")),
      next && h("p", { class: "failed", role: "status" }),
    );
    const root = framed(this, { dataset, sources }, content);
    return root;
  }
  async #more(address, pages, root) {
    const wanted = new URL(address);
    wanted.searchParams.set("cursor", pages.at(-1).next);
    root.setAttribute("aria-busy", "true");
    try {
      const drawn = this.#drawn(address, [...pages, await ask(wanted.href)]);
      const place = root.querySelectorAll(".check").length;
      root.replaceWith(drawn);
      drawn.querySelectorAll(".check")[place]?.focus();
    } catch (refusal) {
      root.querySelector(".failed").textContent = refusal.message;
    }
    root.setAttribute("aria-busy", "false");
  }
}

function worstFirst(items) {
  const order = Object.keys(RESULTS);
  return items.toSorted((one, other) => order.indexOf(one.result) - order.indexOf(other.result));
}
function tallied(items, hasMore) {
  const counted = Object.entries(RESULTS).map(([result, [, one, several]]) => {
    const number = items.filter((each) => each.result === result).length;
    return [number, number === 1 ? one : several];
  });
  const [held, hold] = counted.pop();
  const others = counted.filter(([number]) => number).map(([number, words]) => `, ${number} ${words}`);
  return `${held} of ${hasMore ? "the first " : ""}${items.length} claim${items.length === 1 ? "" : "s"} ${hold}${others.join("")}.`;
}

function checked({ result, text, stated, computed, reason, evidence }, sources, locale) {
  const [shape, words] = RESULTS[result] ?? ["•", spaced(result)];
  const isDifference = computed?.derivation.operation === "difference";
  return h(
    "li",
    { part: "check", class: `check ${result}`, tabindex: "-1" },
    h("p", { part: "result", class: "result" }, h("span", { "aria-hidden": "true" }, shape), ` ${words}`),
    h(
      "div",
      { class: "item" },
      h("p", { class: "claim" }, text),
      h(
        "dl",
        {},
        stated ? term("Printed", `“${stated.printed}”`, range(stated, locale)) : term("Printed", "no figure"),
        isDifference ? difference(computed, locale) : term("Computed", ...said(computed, locale)),
      ),
      reason && h("p", { part: "reason", class: "reason" }, reason),
      evidenced(evidence, sources),
    ),
  );
}
function said(quantity, locale) {
  if (!quantity) return ["nothing"];
  return [amount(quantity, locale), quantity.value != null && range(quantity, locale)];
}

function difference(computed, locale) {
  const ends = margin({ ...computed, value: null }, locale);
  return term("Computed difference", margin(computed, locale), ends);
}
return { RivalryChecks };
})();
const $compare = (() => {
const { coloured, h } = $dom;
const { RivalryElement } = $element;
const { cautioned, framed, term } = $frame;
const { amount, margin, numeral, period, range } = $words;
const LEAST_SEEN = 0.004;

class RivalryCompare extends RivalryElement {
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

function certainty({ company, decided, decided_up_to, contenders }, names, locale) {
  if (company == null) return ["Nobody leads", null];
  if (!decided) return ["Not decided", `the range of ${contenders.map((each) => names[each]).join(", ")} overlaps`];
  const most = decided_up_to == null ? null : numeral(decided_up_to, "fraction", locale, 2);
  return ["Decided", most && `until every figure may be off by ${most}`];
}
return { RivalryCompare };
})();
const $fact = (() => {
const { h } = $dom;
const { RivalryElement } = $element;
const { cited } = $frame;
const { amount, period, range } = $words;

const MILLISECONDS_TO_REACH_IT = 250;

class RivalryFact extends RivalryElement {
  static parameters = ["revision"];
  #note = null;
  #figure = null;
  #leaving = 0;

  static get observedAttributes() {
    return ["fact", ...super.observedAttributes];
  }

  get path() {
    return `/v1/facts/${encodeURIComponent(this.getAttribute("fact") ?? "")}`;
  }
  waiting() {
    return h("span", { part: "root" }, h("slot"));
  }

  refused(refusal) {
    return h("span", { part: "root", title: refusal.message }, h("slot"));
  }

  draw(fact) {
    this.#figure = h(
      "button",
      { part: "figure", class: "figure", type: "button", "aria-expanded": "false", onclick: () => this.#open() },
      h("bdi", {}, amount(fact, this.locale)),
    );
    const ontoggle = ({ newState }) => this.#figure.setAttribute("aria-expanded", newState === "open");
    this.#note = h(
      "span",
      { part: "note", class: "note", popover: "auto", role: "group", "aria-label": "Where this comes from", ontoggle },
      fact.sentence && h("span", { class: "sentence" }, fact.sentence),
      h("span", {}, `Printed as “${fact.printed}”: ${range(fact, this.locale)}, ${period(fact.period, this.locale)}.`),
      fact.sources?.map((each) => cited(each, this.locale)),
    );
    return h(
      "span",
      {
        part: "root",
        class: "inline",
        onpointerenter: (event) => event.pointerType === "mouse" && this.#open(),
        onpointerleave: (event) => event.pointerType === "mouse" && this.#closeSoon(),
        onfocusin: () => this.#open(),
        onfocusout: (event) => this.shadowRoot.contains(event.relatedTarget) || this.#close(),
        onkeydown: (event) => event.key === "Escape" && this.#close(),
      },
      this.#figure,
      this.#note,
    );
  }

  #open() {
    clearTimeout(this.#leaving);
    if (this.#note.matches(":popover-open")) return;
    this.#note.showPopover();
    this.#place();
    window.addEventListener("scroll", () => this.#close(), { once: true, passive: true });
  }

  #closeSoon() {
    this.#leaving = setTimeout(() => this.#close(), MILLISECONDS_TO_REACH_IT);
  }

  #close() {
    clearTimeout(this.#leaving);
    if (this.#note.matches(":popover-open")) this.#note.hidePopover();
  }
  #place() {
    const [figure, note] = [this.#figure.getBoundingClientRect(), this.#note.getBoundingClientRect()];
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(figure.left, width - note.width - 8));
    const isRoomBelow = figure.bottom + note.height + 8 < window.innerHeight;
    this.#note.style.left = `${left}px`;
    this.#note.style.top = `${isRoomBelow ? figure.bottom + 4 : Math.max(8, figure.top - note.height - 4)}px`;
  }
}
return { RivalryFact };
})();
const $strategies = (() => {
const { coloured, h } = $dom;
const { RivalryElement } = $element;
const { evidenced, framed, spaced } = $frame;
const { amount, period } = $words;

const KINDS_EXPECTED = 8;
const APPROACHES = {
  build: ["■", "builds"],
  invest: ["◆", "invests"],
  partner: ["●", "partners"],
  apply: ["▲", "applies"],
};

class RivalryStrategies extends RivalryElement {
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
function sideBySide(caption, { companies, names }, rows) {
  const named = companies.map((company) => names[company] ?? company);
  const heads = named.map((name, place) => h("th", { scope: "col" }, h("span", { class: "over", ...coloured(place) }, name)));
  const cell = (content, place, { length }) => {
    const isOfAll = length < named.length;
    const who = !isOfAll && h("small", { class: "who" }, named[place]);
    const properties = isOfAll ? { colspan: named.length } : coloured(place);
    return h("td", properties, who, content || h("p", { part: "unstated", class: "unstated" }, "No source states anything."));
  };
  const row = ([name, cells]) => h("tr", { part: "entry" }, h("th", { scope: "row" }, name), cells.map(cell));
  return h(
    "table",
    { part: "table", class: "sides", lang: "en", dir: "ltr" },
    h("caption", { class: "hidden" }, caption),
    h("thead", {}, h("tr", {}, h("td"), heads)),
    h("tbody", {}, rows.map(row)),
  );
}
function counts({ matched, approaches }) {
  return matched ? approaches.map(({ approach, initiatives }) => marked(approach, initiatives)) : null;
}

function marked(approach, number) {
  const [shape, word] = APPROACHES[approach] ?? ["○", approach];
  const mark = h("span", { "aria-hidden": "true" }, shape);
  return h("span", { part: "approach", class: "label" }, mark, ` ${word}`, number != null && h("b", {}, ` ${number}`));
}

function initiatives({ matched, initiatives }, answer, element) {
  return matched ? initiatives.map((each) => initiative(each, answer, element)) : null;
}

function initiative({ name, approach, partners, summary, facts, evidence }, answer, { locale }) {
  const withWhom = partners.map((partner) => answer.names[partner] ?? partner).join(", ");
  const stated = answer.facts.filter(({ id }) => facts.includes(id)).map((fact) => figure(fact, locale));
  return h(
    "div",
    { part: "initiative", class: "item" },
    h("p", {}, h("b", {}, name), " ", marked(approach)),
    h("p", {}, summary, withWhom && ` With ${withWhom}.`),
    stated.length > 0 && h("ul", {}, stated),
    evidenced(evidence, answer.sources),
  );
}

function figure(fact, locale) {
  const about = [`“${fact.printed}”`, fact.attribution, fact.nature !== "actual" && fact.nature, period(fact.period, locale)];
  return h(
    "li",
    {},
    `${spaced(fact.metric)}: `,
    h("bdi", { part: "value" }, amount(fact, locale)),
    h("small", {}, ` ${about.filter(Boolean).join(", ")}`),
  );
}
function stances(answer) {
  const said = new Set(answer.stances.flatMap(({ cells }) => cells.flatMap(({ statements }) => statements.map(({ id }) => id))));
  if (!said.size) return null;
  const summary = h("summary", {}, `What is said of them: ${said.size} statements`);
  const rows = answer.stances.flatMap((each) => onTopic(each, answer));
  return h("details", { part: "stances", class: "more", lang: "en", dir: "ltr" }, summary, sideBySide("Statements by topic", answer, rows));
}
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
return { RivalryStrategies };
})();
const $widgets = (() => {
const { RivalryChecks } = $checks;
const { RivalryCompare } = $compare;
const { RivalryFact } = $fact;
const { RivalryStrategies } = $strategies;

const COMPONENTS = {
  "rivalry-checks": RivalryChecks,
  "rivalry-compare": RivalryCompare,
  "rivalry-fact": RivalryFact,
  "rivalry-strategies": RivalryStrategies,
};

for (const [name, component] of Object.entries(COMPONENTS)) {
  if (!customElements.get(name)) customElements.define(name, component);
}
return {  };
})();
