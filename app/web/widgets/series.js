/** The race: a metric of some companies through time, with what is known of each period to be read off. */

import { bar, barred, bars, scaled } from "./bars.js";
import { chart, key } from "./chart.js";
import { coloured, h } from "./dom.js";
import { RivalryElement } from "./element.js";
import { folded, framed, lacking, listed, waiting } from "./frame.js";
import { stops } from "./timeline.js";
import { amount, margin, margins, period, range, spread } from "./words.js";

const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -Infinity, End: Infinity };

export class RivalrySeries extends RivalryElement {
  static path = "/v1/series";
  static parameters =
    "companies metric segment line without source frequency from to transform over base share_of as_of revision".split(" ");

  waiting() {
    const root = waiting(0);
    const readings = Array.from({ length: this.rows }, () => h("p", { class: "reading" }));
    root.children[1].after(h("div", { class: "readings" }, readings), h("div", { class: "chart" }));
    return root;
  }

  draw(answer) {
    const known = stops(answer.series);
    const said = (stop, company) => figure(stop.of[company], answer, this.locale);
    const isPicture = answer.series.some(({ points }) => points.length > 1);
    const isAll = !isPicture && !answer.series.some(({ gaps }) => gaps.length);
    return framed(
      this,
      answer,
      isPicture ? picture(answer, known.filter(({ time }) => time < Infinity), said, this.locale) : lengths(answer, this.locale),
      breaks(answer),
      !isAll && folded("table", "All figures", table(answer, known, said)),
      lacking(answer),
    );
  }
}

/** Say a point: its amount, its period, its range; of a gap, why it is one. */
function figure(known, { unit, transform }, locale) {
  if (!known) return ["—", "no figure"];
  if (known.code) return ["—", known.detail];
  const quantity = { ...known, unit };
  const isChange = transform === "change";
  const [say, around] = isChange ? [margin, margins] : [amount, range];
  return [say(quantity, locale), period(known.period, locale), around(quantity, locale)];
}

/** Lengths in place of lines, where no company has more than one figure. */
function lengths(answer, locale) {
  const { metric, names, series, unit } = answer;
  const scale = scaled(series.flatMap(({ points }) => points));
  const rows = series.map(({ company, points: [point] }) => {
    const [value, note] = figure(point, answer, locale);
    const length = point && bar(point, scale, coloured(Object.keys(names).indexOf(company)));
    return barred("entry", [names[company], note], [value], length, point && spread({ ...point, unit }, locale));
  });
  return bars(metric.name, rows);
}

/** The chart, and above it the figures that are pointed at, tapped or stepped to, else the newest. */
function picture(answer, known, said, locale) {
  const newest = { of: Object.fromEntries(answer.series.map(({ company, points }) => [company, points.at(-1)])) };
  const readings = h("div", { part: "readings" });
  let [drawing, at, shown] = [null, known.length - 1, newest];
  const read = (stop) => {
    shown = stop;
    const all = Object.entries(answer.names).map(([company, name]) => [name, ...said(stop, company)]);
    readings.replaceChildren(...all.map(reading));
    reader.setAttribute("aria-valuenow", at);
    reader.setAttribute("aria-valuetext", all.map((each) => each.join(", ")).join("; "));
    drawing?.show(stop);
  };
  const step = (to) => read(known[(at = Math.max(0, Math.min(known.length - 1, to)))]);
  const point = ({ clientX }) => drawing && step(drawing.nearest(clientX - box.getBoundingClientRect().left, known));
  const rest = () => read(newest);
  const reader = h("div", {
    ...{ part: "reader", role: "slider", tabindex: "0", "aria-label": "Period", "aria-valuemin": "0" },
    "aria-valuemax": known.length - 1,
    onpointermove: point,
    onclick: point,
    onpointerleave: ({ pointerType }) => pointerType === "mouse" && rest(),
    onblur: rest,
    onkeydown: (event) => {
      if (event.key === "Escape") rest();
      if (!STEPS[event.key]) return;
      event.preventDefault();
      step(at + STEPS[event.key]);
    },
  });
  const box = h("div", { part: "chart" }, reader);
  new ResizeObserver(() => {
    if (!box.clientWidth) return;
    drawing?.picture.remove();
    drawing = chart(answer, box, locale);
    box.prepend(drawing.picture);
    drawing.show(shown);
  }).observe(box);
  read(newest);
  return [readings, box];
}

function reading([name, value, ...details], place) {
  const small = details.map((each) => h("small", {}, h("bdi", {}, each)));
  return h("p", { class: "reading" }, key(place), h("b", coloured(place), name), " ", h("bdi", { class: "value" }, value), small);
}

/** Say where figures begin that are not like those before: the marks on the lines. */
function breaks({ series, names }) {
  const said = series.flatMap(({ company, breaks }) =>
    breaks.map(({ period, detail }) => `${names[company]}, ${period.label}: ${detail}`),
  );
  return listed("breaks", [h("span", { class: "break-key" }), "Not comparable with earlier figures"], said);
}

function table({ metric, names, transform, formula }, known, said) {
  const companies = Object.keys(names);
  const rows = known.map((stop) => {
    const labels = new Set(companies.map((company) => stop.of[company]?.period.label).filter(Boolean));
    const cells = companies.map((company) => {
      const [value, ...details] = said(stop, company).map((each) => h("bdi", {}, each));
      return h("td", {}, value, details.map((each) => h("small", {}, each)));
    });
    return h("tr", {}, h("th", { scope: "row" }, [...labels].join("/")), cells);
  });
  const head = ["Period", ...Object.values(names)].map((each) => h("th", { scope: "col" }, each));
  const caption = transform === "level" ? metric.name : `${metric.name}, ${transform}: ${formula}`;
  const whole = [h("caption", {}, caption), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)];
  const scroll = { class: "scroll", role: "group", tabindex: "0", "aria-label": "All figures" };
  return h("div", scroll, h("table", { class: "figures" }, whole));
}
