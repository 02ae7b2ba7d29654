/** Checks: what sources claim, with what was computed beside what they print. */

import { ask } from "./asking.js";
import { h } from "./dom.js";
import { RivalryElement } from "./element.js";
import { evidenced, folded, framed, term } from "./frame.js";
import { amount, margin, margins, range } from "./words.js";

const ROWS_EXPECTED = 12;
const HOLDS = "consistent";
/** Each result's shape, and its words for one claim; what does not hold stands first. */
const RESULTS = {
  inconsistent: ["✗", "does not hold"],
  loose: ["~", "holds loosely"],
  uncheckable: ["?", "cannot be checked"],
  consistent: ["✓", "holds"],
};

/** Claims and their results; `company`, `metric`, `operation` and `source` take several values, with commas between. */
export class RivalryChecks extends RivalryElement {
  static path = "/v1/checks";
  static lists = "company metric operation source".split(" ");
  static parameters = [...this.lists, "limit", "cursor", "revision"];

  get rows() {
    return Math.min(ROWS_EXPECTED, Number(this.getAttribute("limit")) || ROWS_EXPECTED);
  }

  draw(answer) {
    return answer.items.length ? this.#drawn(this.address, [answer]).root : null;
  }

  /**
   * Draw the pages read so far, each in its turn, so that nothing that was read moves; what holds is folded away below the
   * rest, unless `isOpen` or there is nothing else. Returns the `root` and the `fresh` checks, of the newest page.
   */
  #drawn(address, pages, isOpen) {
    const { next, dataset } = pages.at(-1);
    const sources = [...new Map(pages.flatMap((page) => page.sources.map((each) => [each.slug, each]))).values()];
    const items = pages.flatMap((page) => worstFirst(page.items));
    const checks = items.map((each) => checked(each, sources, this.locale));
    const [held, others] = [true, false].map((holds) => checks.filter((_, at) => holds === (items[at].result === HOLDS)));
    const open = isOpen || !others.length;
    const word = `${held.length} ${held.length === 1 ? "holds" : "hold"}`;
    const content = [
      h("p", { part: "sentence" }, tallied(items, next)),
      others.length > 0 && h("ul", { part: "checks", role: "list" }, others),
      held.length > 0 && folded("held", word, h("ul", { part: "checks", role: "list" }, held), open),
      next && h("p", {}, h("button", { part: "more", type: "button", onclick: () => this.#more(address, pages, root) }, "More")),
      next && h("p", { class: "failed", role: "status" }),
    ];
    const root = framed(this, { dataset, sources }, ...content);
    return { root, fresh: checks.slice(-pages.at(-1).items.length) };
  }

  /** Show the next page below the others, and go on where it begins. */
  async #more(address, pages, root) {
    const wanted = new URL(address);
    wanted.searchParams.set("cursor", pages.at(-1).next);
    root.setAttribute("aria-busy", "true");
    try {
      const page = await ask(wanted.href);
      const drawn = this.#drawn(address, [...pages, page], root.querySelector(".held")?.open);
      root.replaceWith(drawn.root);
      (drawn.fresh.find((each) => each.checkVisibility()) ?? drawn.root.querySelector("summary")).focus();
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

/** Count the results: "20 of 22 claims hold, 2 cannot be checked." */
function tallied(items, hasMore) {
  const counted = Object.entries(RESULTS).map(([result, [, words]]) => {
    const number = items.filter((each) => each.result === result).length;
    return [number, number === 1 ? words : words.replace("does", "do").replace("holds", "hold")];
  });
  const [held, hold] = counted.pop();
  const others = counted.filter(([number]) => number).map(([number, words]) => `, ${number} ${words}`);
  return `${held} of ${hasMore ? "the first " : ""}${items.length} claim${items.length === 1 ? "" : "s"} ${hold}${others.join("")}.`;
}

function checked({ result, text, stated, computed, reason, evidence }, sources, locale) {
  const [shape, words] = RESULTS[result];
  return h(
    "li",
    { part: "check", class: `check ${result}`, tabindex: "-1" },
    h("p", { part: "result" }, h("span", { "aria-hidden": "true" }, shape), ` ${words}`),
    h(
      "div",
      { class: "item" },
      h("p", { class: "claim" }, text),
      h(
        "dl",
        {},
        stated ? term("Printed", `“${stated.printed}”`, range(stated, locale)) : term("Printed", "no figure"),
        computed ? recomputed(computed, locale) : term("Computed", "nothing"),
      ),
      reason && h("p", { part: "reason" }, reason),
      evidenced(evidence, sources),
    ),
  );
}

/** Say what was computed and its range; the range alone where that is all there is. */
function recomputed(quantity, locale) {
  const isDifference = quantity.derivation.operation === "difference";
  const [say, around] = isDifference ? [margin, margins] : [amount, range];
  const ends = quantity.value != null && around(quantity, locale);
  return term(isDifference ? "Computed difference" : "Computed", say(quantity, locale), ends);
}
