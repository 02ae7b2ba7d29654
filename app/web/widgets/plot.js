/** Plots: what goes where in a chart; the room that words need decides what is left for the lines. */

import { moment } from "./timeline.js";
import { amount, short } from "./words.js";

/** The number that a point is drawn at; null where nothing is known of it. */
export const drawnAt = ({ value, low, high }) => value ?? low ?? high;

/** Lay out an answer of /v1/series in a box of the page, which gives its size in pixels, and that of the text. */
export function plotted(answer, box, locale) {
  const { clientWidth: width, clientHeight: height } = box;
  const { em, wide } = measured(box);
  const say = (number) => short(number, answer.unit, locale);
  const lines = answer.series.map((line) => named(line, answer, locale)).filter(({ last }) => last);
  const endings = Math.max(...lines.flatMap(({ name, newest }) => [wide(name), wide(newest)])) + 1.5 * em;
  const isLabelled = width > 32 * em && endings < 0.3 * width && lines.length * 3.3 * em < height;
  const points = lines.flatMap(({ points }) => points);
  const numbers = roundNumbers(points, answer.transform === "level", 3 + height / em / 10);
  const left = Math.max(...numbers.map((each) => wide(say(each)))) + em;
  const right = width - (isLabelled ? endings : 1.4 * em);
  const times = [...points, ...lines.flatMap(({ gaps }) => gaps)].map(moment).filter(Number.isFinite);
  const [first, last] = [Math.min(...times), Math.max(...times)].map((time) => new Date(time).getUTCFullYear());
  const years = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const [from, to] = [Date.UTC(first), Date.UTC(last + 1)];
  const x = (time) => left + ((right - left) * (time - from)) / (to - from);
  const labels = labelled(answer, { x, wide, width, em });
  const [top, bottom] = [(labels.length ? 2.2 : 0.8) * em, height - 1.8 * em];
  const y = (number) => bottom - ((bottom - top) * (number - numbers[0])) / (numbers.at(-1) - numbers[0]);
  const spot = (point, number = drawnAt(point)) => [x(moment(point)), y(number)].map((each) => Math.round(each * 10) / 10);
  return { width, height, em, wide, say, lines, isLabelled, numbers, left, right, top, bottom, years, x, y, spot, labels };
}

function measured(box) {
  const { fontSize, fontFamily } = getComputedStyle(box);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `600 ${fontSize} ${fontFamily}`;
  return { em: parseFloat(fontSize), wide: (text) => pen.measureText(text).width };
}

/** Give a line its name and place, and what stands at its end: its newest point, in words. */
function named(line, { unit, names }, locale) {
  const points = line.points.filter((point) => point.period.end && drawnAt(point) != null);
  const last = points.at(-1);
  const newest = last && (last.value == null ? amount({ ...last, unit }, locale) : short(last.value, unit, locale));
  return { ...line, points, last, newest, name: names[line.company], place: Object.keys(names).indexOf(line.company) };
}

/** Return about `most` round numbers at equal distances around all points, and around zero where they are levels. */
function roundNumbers(points, areLevels, most) {
  const known = points.flatMap(({ value, low, high }) => [value, low, high]).filter((each) => each != null);
  const [least, greatest] = [Math.min(...known, areLevels ? 0 : Infinity), Math.max(...known, areLevels ? 0 : -Infinity)];
  const distance = (greatest - least || Math.abs(least) || 1) / most;
  const power = 10 ** Math.floor(Math.log10(distance));
  const step = power * [1, 2, 5, 10].find((each) => each * power >= distance);
  const [first, last] = [Math.floor(least / step), Math.ceil(greatest / step)];
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

/** Place words left of each change of the lead: of the newest, and of older ones as far as there is room. */
function labelled({ crossovers, names }, { x, wide, width, em }) {
  let limit = Infinity;
  return (crossovers ?? []).toReversed().map(({ to, after, decided }) => {
    const point = after.points.find(({ company }) => company === to);
    const ahead = `${names[to]} ahead`;
    const whole = `${ahead}, ${after.label}${decided ? "" : ", not decided"}`;
    const text = wide(whole) < width ? whole : ahead;
    const start = Math.max(0, x(moment(point)) - wide(text) - 0.4 * em);
    const isRoom = start + wide(text) < limit;
    if (isRoom) limit = start - em;
    return { text: isRoom && text, start, point, decided };
  });
}

/** Place what stands at the lines' ends, each as near to its own as can be, and none over another. */
export function endings({ lines, spot, top, bottom, em }) {
  const sorted = lines.map((line) => ({ line, own: spot(line.last) })).sort((one, other) => one.own[1] - other.own[1]);
  const owns = sorted.map(({ own }) => own[1]);
  const downwards = (places, limit) => places.map((place) => (limit = Math.max(place, limit + 2.7 * em)));
  const upwards = (places, limit) => places.toReversed().map((place) => (limit = Math.min(place, limit - 2.7 * em))).reverse();
  const [down, up] = [downwards(owns, -Infinity), upwards(owns, Infinity)];
  const between = down.map((place, at) => Math.max(top, (place + up[at]) / 2));
  const heights = upwards(downwards(between, -Infinity), bottom + 2.7 * em);
  return sorted.map((each, at) => ({ ...each, height: heights[at] }));
}
