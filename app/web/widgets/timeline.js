/** Timelines: when periods are, which follow each other without a gap, and which stand side by side. */

const DAY_MILLISECONDS = 86_400_000;
const FARTHEST_APART_DAYS = 45;

/** The middle of the period of a point or a gap; Infinity where its calendar is not known. */
export function moment({ period: { start, end } }) {
  return (Date.parse(start ?? end) + Date.parse(end)) / 2 || Infinity;
}

/** Part the points of a line that something is known of into runs, wherever a period without lies between two. */
export function runs({ points, gaps }, isKnown) {
  const missed = gaps.filter(({ code }) => code !== "off-calendar");
  const holes = [...missed, ...points.filter((point) => !isKnown(point))].map(moment);
  const found = [];
  let last = 0;
  for (const point of points.filter(isKnown)) {
    const now = moment(point);
    if (!last || holes.some((hole) => last < hole && hole < now)) found.push([]);
    found.at(-1).push(point);
    last = now;
  }
  return found;
}

/** Set what is known of companies side by side where periods lie near each other: stops, oldest first. */
export function stops(series) {
  const all = series.flatMap(({ company, points, gaps }) => [...points, ...gaps].map((known) => ({ company, known })));
  all.sort((one, other) => moment(one.known) - moment(other.known));
  const found = [];
  for (const { company, known } of all) {
    const time = moment(known);
    const last = found.at(-1);
    const isBeside = last && !last.of[company] && time - last.time <= FARTHEST_APART_DAYS * DAY_MILLISECONDS;
    if (isBeside) last.of[company] = known;
    else found.push({ time, of: { [company]: known } });
  }
  return found;
}
