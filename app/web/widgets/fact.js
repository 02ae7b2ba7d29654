/** One number in running text, with its hedge; what it rests on shows on hover, focus or tap. */

import { h } from "./dom.js";
import { RivalryElement } from "./element.js";
import { cited } from "./frame.js";
import { amount, period, range } from "./words.js";

const MILLISECONDS_TO_REACH_IT = 250;

export class RivalryFact extends RivalryElement {
  static path = "/v1/facts/{}";
  static subject = "fact";
  static parameters = ["revision"];
  #note = null;
  #figure = null;
  #leaving = 0;
  #following = new AbortController();

  /** The words between the tags stand there until there is an answer, and wherever there is none. */
  waiting() {
    return h("span", { part: "root", class: "inline" }, h("slot"));
  }

  refused(refusal) {
    return h("span", { part: "root", class: "inline", title: refusal.message }, h("slot"));
  }

  draw(fact) {
    this.#figure = h(
      "button",
      { part: "figure", type: "button", "aria-expanded": "false", onclick: () => this.#open() },
      h("bdi", {}, amount(fact, this.locale)),
    );
    const ontoggle = ({ newState }) => {
      this.#figure.setAttribute("aria-expanded", newState === "open");
      if (newState !== "open") this.#following.abort();
    };
    this.#note = h(
      "span",
      { part: "note", lang: "en", dir: "ltr", popover: "auto", role: "group", "aria-label": "Where this comes from", ontoggle },
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
    this.#following.abort();
    this.#following = new AbortController();
    const { signal } = this.#following;
    for (const moved of ["scroll", "resize"]) addEventListener(moved, () => this.#place(), { signal, capture: true, passive: true });
  }

  #closeSoon() {
    this.#leaving = setTimeout(() => this.#close(), MILLISECONDS_TO_REACH_IT);
  }

  #close() {
    clearTimeout(this.#leaving);
    if (this.#note.matches(":popover-open")) this.#note.hidePopover();
  }

  /** Below the figure, or above it where there is no room, never beyond the window's sides, and out of sight with it. */
  #place() {
    const [figure, note] = [this.#figure.getBoundingClientRect(), this.#note.getBoundingClientRect()];
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(figure.left, width - note.width - 8));
    const isRoomBelow = figure.bottom + note.height + 8 < window.innerHeight;
    const isInSight = figure.bottom > 0 && figure.top < window.innerHeight;
    this.#note.style.visibility = isInSight ? "visible" : "hidden";
    this.#note.style.left = `${left}px`;
    this.#note.style.top = `${isRoomBelow ? figure.bottom + 4 : Math.max(8, figure.top - note.height - 4)}px`;
  }
}
