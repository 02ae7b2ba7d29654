/** Charts: lines through calendar time, with ranges, gaps, breaks and the changes of the lead. */

import { coloured, svg } from "./dom.js";
import { drawnAt, endings, plotted } from "./plot.js";
import { runs } from "./timeline.js";

/** A range of fewer pixels cannot be seen. */
const LEAST_PIXELS_SEEN = 2;
/** How many years a time axis may count in. */
const YEARS_APART = [1, 2, 5, 10, 20, Infinity];
/** What tells companies apart without their colours: forms, 9 pixels high. */
const FORMS = ["m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "m-4-4h8v8h-8z", "m0-5l5 9h-10z", "m0-5l5 5-5 5-5-5z", "m0 5l5-9h-10z"];

const hasValue = ({ value }) => value != null;
const hasEnds = ({ low, high }) => low != null && high != null;
const path = (name, d, ...children) => svg("path", { class: name, d }, ...children);
const text = (name, x, y, words) => svg("text", { class: name, x, y }, words);
const form = (place, spot) => path("mark", `M${spot}${FORMS[Math.max(0, place) % FORMS.length]}`);

/**
 * Draw an answer of /v1/series to fit a box of the page. Returns the `picture`, `nearest(pixel, stops)`, which of some
 * stops lies nearest to a place in it, and `show(stop)`, which marks one.
 */
export function chart(answer, box, locale) {
  const plot = plotted(answer, box, locale);
  const cursor = svg("g");
  const about = { role: "img", "aria-label": answer.sentence, viewBox: `0 0 ${plot.width} ${plot.height}` };
  const picture = svg(
    "svg",
    { part: "picture", ...about },
    valueAxis(plot),
    timeAxis(plot, locale),
    plot.lines.map((line) => drawn(line, plot)),
    plot.labels.map((label) => crossed(label, plot)),
    plot.isLabelled && endings(plot).map((each) => ending(each, plot)),
    cursor,
  );
  const nearest = (pixel, stops) => {
    const away = stops.map(({ time }) => Math.abs(plot.x(time) - pixel));
    return away.indexOf(Math.min(...away));
  };
  return { picture, nearest, show: (stop) => cursor.replaceChildren(...pointed(stop, plot)) };
}

/** The key to a company's line: its form, in its colour. */
export function key(place) {
  const size = { class: "key", viewBox: "-6 -6 12 12", "aria-hidden": "true" };
  return svg("svg", { ...size, ...coloured(place) }, form(place, [0, 0]));
}

function valueAxis({ numbers, say, wide, left, right, y, em }) {
  return numbers.flatMap((number) => [
    path(number ? "grid" : "zero", `M${left - 0.4 * em} ${y(number)}H${right}`),
    text("tick", left - 0.8 * em - wide(say(number)), y(number) + 0.35 * em, say(number)),
  ]);
}

/** Years stand between the lines at which they begin and end: all, or every second, fifth… up to the last. */
function timeAxis({ x, years, left, right, bottom, em, wide }, locale) {
  const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric" });
  const room = (right - left) / years.length;
  const step = YEARS_APART.find((each) => each * room > wide(format.format(0)) + 0.6 * em);
  const line = (year) => path("beginning", `M${x(Date.UTC(year))} ${bottom}v${0.6 * em}`);
  const label = (year) => text("tick year", x(Date.UTC(year, 6)), bottom + 1.4 * em, format.format(Date.UTC(year)));
  return [...[...years, years.at(-1) + 1].map(line), years.filter((year) => (years.at(-1) - year) % step === 0).map(label)].flat();
}

/** A company's line: the bands of its ranges, its values, and what is known where there is no value. */
function drawn(line, plot) {
  const { spot, em, left, right } = plot;
  const valued = runs(line, hasValue);
  const through = (run) => run.map((point) => spot(point)).join("L");
  const isDotted = line.points.length * em < right - left;
  const dots = valued.filter((run) => isDotted || run.length === 1).flat();
  return svg(
    "g",
    { part: "line", ...coloured(line.place) },
    runs(line, hasEnds).map((run) => band(run, plot)),
    path(`stroke stroke-${line.place % 5}`, valued.map((run) => `M${through(run)}`).join("")),
    path("dots", dots.map((point) => `M${spot(point)}h0`).join("")),
    path("ranges", line.points.map((point) => unvalued(point, plot)).join("")),
    line.breaks.map((each) => broken(each, line, plot)),
    form(line.place, spot(line.last)),
  );
}

/** The ranges of neighbours as one band, where they are wide enough to be seen. */
function band(run, { spot, y }) {
  if (!run.some(({ low, high }) => y(low) - y(high) >= LEAST_PIXELS_SEEN)) return null;
  const along = (points, end) => points.map((point) => spot(point, point[end])).join("L");
  return path("band", `M${along(run, "low")}L${along(run.toReversed(), "high")}z`);
}

/** A point without a central figure: the range that it lies in, or an arrow from the end that is known. */
function unvalued(point, { spot, em }) {
  if (hasValue(point)) return "";
  const foot = `M${spot(point)}m-4 0h8m-4 0`;
  if (hasEnds(point)) return `${foot}V${spot(point, point.high)[1]}m-4 0h8`;
  const way = point.high == null ? -1 : 1;
  return `${foot}v${way * 1.6 * em}m-3 ${way * -4}l3 ${way * 4}l3 ${way * -4}`;
}

/** Where figures begin that are not like those before. */
function broken({ period }, { points }, { spot, em }) {
  const point = points.find((each) => each.period.label === period.label);
  return point && path("break", `M${spot(point)}m0 ${-0.8 * em}v${1.6 * em}`);
}

/** A change of the lead: a ring around the first figure that is ahead, and words above it. */
function crossed({ text: words, start, point, decided }, { spot, em }) {
  const [cx, cy] = spot(point);
  return svg(
    "g",
    { part: "crossover", class: decided ? "crossover" : "crossover undecided" },
    words && path("hairline", `M${cx} ${0.2 * em}V${cy - 0.6 * em}`),
    words && text("label", start, em, words),
    svg("circle", { cx, cy, r: 0.6 * em }),
  );
}

function ending({ line, own: [x, y], height }, { right, em }) {
  const isAway = Math.abs(height - y) > 0.4 * em || right - x > 5 * em;
  return svg(
    "g",
    { part: "ending", ...coloured(line.place) },
    isAway && path("leader", `M${x + 0.7 * em} ${y}L${right + 1.1 * em} ${height}`),
    text("name", right + 1.3 * em, height - 0.15 * em, line.name),
    text("newest", right + 1.3 * em, height + 1.05 * em, line.newest),
  );
}

/** A stop that is read: a hairline, and each company's point. */
function pointed({ time, of }, { lines, x, spot, top, bottom }) {
  if (!time) return [];
  const known = lines.filter(({ company, points }) => points.includes(of[company]));
  const dots = known.map(({ company, place }) => {
    const [cx, cy] = spot(of[company]);
    return svg("circle", { class: "pointed", cx, cy, r: 5, ...coloured(place) });
  });
  return [path("hairline", `M${x(time)} ${top}V${bottom}`), ...dots];
}
