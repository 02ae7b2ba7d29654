/** Timelines: when periods end, which follow each other without a gap, and which stand side by side. */

const DAY_MILLISECONDS = 86_400_000;
const FARTHEST_APART_DAYS = 45;
const DAYS_A_MONTH = 30.44;
/** What a time axis counts in. */
const MONTHS_APART = [3, 12, 24, 60, 120, 240];

/** The moment at which the period of a point or a gap ends; Infinity where its calendar is not known. */
export function moment({ period }) {
  return Date.parse(period.end) || Infinity;
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

/** Set what is known of companies side by side where periods end near each other: stops, oldest first. */
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

/** Return the beginnings of years, of every second, fifth… or of quarters between two moments, about `most` or fewer. */
export function calendarDays(from, to, most) {
  const months = (to - from) / DAY_MILLISECONDS / DAYS_A_MONTH;
  const step = MONTHS_APART.find((each) => months / each <= most) ?? MONTHS_APART.at(-1);
  const first = Math.floor(((new Date(from).getUTCFullYear() - 2000) * 12) / step);
  const days = Array.from({ length: months / step + 3 }, (_, at) => Date.UTC(2000, (first + at) * step));
  return { days: days.filter((day) => from <= day && day <= to), areYears: step >= 12 };
}
