/** Words: amounts, ranges and days in the reader's language, hedges as the API gives them. */

const DIGITS = 4;
const ALL_DIGITS = 15;
/** A range wider than this part of its figure leaves it a digit fewer; its sides may differ by as much and be called alike. */
const WIDE = 0.02;
/** By how much rounding may widen a range. */
const MOST_WIDENED = 1.1;
/** Smaller counts are short enough as they are. */
const LEAST_SHORTENED = 1e5;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f]/;
const FORMATS = new Map();

/** Say a quantity with its hedge: "about $716.9 billion", "more than 4,600"; an order of magnitude as it is printed. */
export function amount(quantity, locale) {
  const { value, low, high, unit, hedges = [], printed } = quantity;
  const isWide = value != null && high - low > Math.abs(value) * WIDE;
  const say = (number) => numeral(number, unit, locale, isWide ? 3 : DIGITS);
  if (printed && hedges.includes("magnitude")) return printed;
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

/** Say the range that the hedge allows, its ends rounded outwards where they are long. */
export function range({ low, high, unit }, locale) {
  if (low == null && high == null) return "any amount";
  const say = (number, ...numbers) => formatOf(unit, locale, ALL_DIGITS, [number, ...numbers])(number) + suffix(unit, number);
  if (low == null) return `up to ${say(outwards(high, "ceil", DIGITS))}`;
  if (high == null) return `${say(outwards(low, "floor", DIGITS))} or more`;
  if (low === high) return `exactly ${say(low)}`;
  const [from, to] = roundedOutwards(low, high);
  return between(say(from, to), say(to, from), from < 0);
}

/** Say how far off a figure may be: "give or take $500,000"; its range where the sides are not alike. */
export function spread(quantity, locale) {
  const { value, low, high, unit } = inPoints(quantity);
  const most = Math.max(high - value, value - low);
  const isEven = most < Math.abs(value) * WIDE && Math.abs(high + low - 2 * value) < most * WIDE;
  return isEven ? `give or take ${numeral(outwards(most, "ceil", 2), unit, locale)}` : range(quantity, locale);
}

/** Join the ends of a range, breaking only between them; what both have around their digits is said once, signs apart. */
function between(low, high, isSigned) {
  const [, head, tail] = high.match(/^(\P{N}*).*?(\P{N}*)$/u);
  const isAlike = !isSigned && low.startsWith(head) && low.endsWith(tail);
  const ends = isAlike ? [low.slice(0, low.length - tail.length), high.slice(head.length)] : [low, high];
  return ends.map((end) => end.replaceAll(" ", "\u00a0")).join(isSigned ? " to " : "\u00a0– ");
}

/** Round a range with the fewest digits that make it hardly wider. */
function roundedOutwards(low, high) {
  for (let digits = DIGITS; digits < ALL_DIGITS; digits++) {
    const [from, to] = [outwards(low, "floor", digits), outwards(high, "ceil", digits)];
    if (to - from <= (high - low) * MOST_WIDENED) return [from, to];
  }
  return [low, high];
}

/** Round a number up ("ceil") or down ("floor"), away from what would say too much. */
export function outwards(number, roundingMode, maximumSignificantDigits) {
  const style = { maximumSignificantDigits, roundingMode, useGrouping: false };
  return Number(kept(`${roundingMode} ${maximumSignificantDigits}`, () => new Intl.NumberFormat("en", style)).format(number));
}

/** Say a number in its unit, rounded half-even to some significant digits. */
export function numeral(number, unit, locale, digits = DIGITS) {
  return formatOf(unit, locale, digits, [number])(number) + suffix(unit, number);
}

/** Say a number as shortly as an axis needs it: "$700B". */
export function short(number, unit, locale, digits = DIGITS) {
  const say = formatOf(unit, locale, digits, [number], unit !== "count" || Math.abs(number) >= LEAST_SHORTENED);
  return say(number) + (unit === "multiple" ? "×" : "");
}

function suffix(unit, number) {
  if (unit === "multiple") return "×";
  if (unit === "points") return " percentage points";
  if (unit === "quarters") return number === 1 ? " quarter" : " quarters";
  return "";
}

/** Say a difference; between two fractions it is in percentage points. */
export function margin(quantity, locale) {
  return amount(inPoints(quantity), locale);
}

/** Say the range of a difference. */
export function margins(quantity, locale) {
  return range(inPoints(quantity), locale);
}

function inPoints(quantity) {
  const { value, low, high, unit } = quantity;
  if (unit !== "fraction") return quantity;
  const [said, from, to] = [value, low, high].map((number) => number && Number((number * 100).toPrecision(ALL_DIGITS)));
  return { value: said, low: from, high: to, unit: "points" };
}

/** Say a day, "31 Jan 2026" or as the language has it, to stand among English words; null for none. */
export function day(text, locale) {
  if (!text) return null;
  const format = kept(`day ${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }));
  const said = format.format(new Date(`${text}T00:00:00Z`));
  return RIGHT_TO_LEFT.test(said) ? `\u2068${said}\u2069` : said;
}

/** Say a period: its company's own label, and when it ended. */
export function period({ label, kind, end }, locale) {
  if (kind === "unspecified") return end ? day(end, locale) : "period not stated";
  return end ? `${label}, to ${day(end, locale)}` : label;
}

/** Money and whole millions are said in millions, billions…; other counts digit by digit, unless that is too long. */
function formatOf(unit, locale, digits, numbers, isShort = false) {
  const isRound = unit === "count" && numbers.every((number) => number && number % 1e6 === 0);
  const isMoney = unit === "USD" && numbers.some((number) => Math.abs(number) >= 1e6);
  const isCompact = isMoney || isRound || (isShort && /USD|count/.test(unit));
  return kept(`${unit} ${locale} ${digits} ${isCompact} ${isShort}`, () => {
    const compact = isCompact && { notation: "compact", compactDisplay: isShort ? "short" : "long" };
    const style = { ...compact, ...(unit === "fraction" && { style: "percent" }) };
    const maximumSignificantDigits = unit === "count" && !isShort ? ALL_DIGITS : digits;
    const format = new Intl.NumberFormat(locale, { maximumSignificantDigits, roundingMode: "halfEven", ...style });
    const [before, after] = unit === "USD" ? aroundCurrency(locale) : ["", ""];
    return (number) => `${number < 0 ? "−" : ""}${before}${format.format(Math.abs(number))}${after}`;
  });
}

/** What a language writes before and after dollars: no language has it beside "billion" by itself. */
function aroundCurrency(locale) {
  const style = { style: "currency", currency: "USD", maximumFractionDigits: 0 };
  return new Intl.NumberFormat(locale, style).format(1).split(/\p{N}/u);
}

function kept(name, make) {
  if (!FORMATS.has(name)) FORMATS.set(name, make());
  return FORMATS.get(name);
}
