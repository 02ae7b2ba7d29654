/** Words: amounts, ranges and days in the reader's language, hedges as the API gives them. */

const DIGITS = 4;
const ALL_DIGITS = 15;
/** By how much rounding may widen a range. */
const MOST_WIDENED = 1.1;
const FORMATS = new Map();

/** Say a quantity with its hedge: "about $716.9 billion", "more than 4,600". */
export function amount(quantity, locale) {
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

/** Say the range that the hedge allows, its ends rounded outwards where they are long. */
export function range({ low, high, unit }, locale) {
  if (low == null && high == null) return "any amount";
  if (low == null) return `up to ${numeral(outwards(high, "ceil", DIGITS), unit, locale, ALL_DIGITS)}`;
  if (high == null) return `${numeral(outwards(low, "floor", DIGITS), unit, locale, ALL_DIGITS)} or more`;
  if (low === high) return `exactly ${numeral(low, unit, locale, ALL_DIGITS)}`;
  const [from, to] = roundedOutwards(low, high);
  const { format, around } = formatOf(unit, locale, ALL_DIGITS);
  return `${around(format.formatRange(from, to))}${suffix(unit, to)}`;
}

/** Round a range with the fewest digits that make it hardly wider. */
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

/** Say a number in its unit, rounded half-even to some significant digits. */
export function numeral(number, unit, locale, digits = DIGITS) {
  const { format, around } = formatOf(unit, locale, digits);
  return `${around(format.format(number))}${suffix(unit, number)}`;
}

function suffix(unit, number) {
  if (unit === "multiple") return "×";
  if (unit === "quarters") return number === 1 ? " quarter" : " quarters";
  return "";
}

/** Say a difference; between two fractions it is in percentage points. */
export function margin(quantity, locale) {
  if (quantity.unit !== "fraction") return amount(quantity, locale);
  const points = (number) => numeral(Number((number * 100).toPrecision(DIGITS)), "count", locale);
  const { value, low, high } = quantity;
  const said = value != null ? points(value) : [low, high].filter((end) => end != null).map(points).join(" – ");
  return `${said} percentage points`;
}

/** Say a day, "31 Jan 2026" or as the language has it; null for none. */
export function day(text, locale) {
  if (!text) return null;
  const format = kept(`day ${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }));
  return format.format(new Date(`${text}T00:00:00Z`));
}

/** Say a period: its company's own label, and when it ended. */
export function period({ label, kind, end }, locale) {
  if (kind === "unspecified") return end ? day(end, locale) : "period not stated";
  return end ? `${label}, to ${day(end, locale)}` : label;
}

function formatOf(unit, locale, digits) {
  return kept(`${unit} ${locale} ${digits}`, () => {
    const style = { USD: { notation: "compact", compactDisplay: "long" }, fraction: { style: "percent" } }[unit];
    const maximumSignificantDigits = unit === "count" ? ALL_DIGITS : digits;
    const format = new Intl.NumberFormat(locale, { maximumSignificantDigits, roundingMode: "halfEven", ...style });
    return { format, around: unit === "USD" ? aroundCurrency(locale) : (text) => text };
  });
}

/** Where a language writes the dollar sign: no language has it beside "billion" by itself. */
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
