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

  /** The words between the tags stand there until there is an answer, and wherever there is none. */
  waiting() {
    return h("span", { part: "root", class: "inline" }, h("slot"));
  }

  refused() {
    return this.waiting();
  }

  draw(fact) {
    this.#figure = h(
      "button",
      { part: "figure", type: "button", "aria-expanded": "false", onclick: () => this.#open() },
      h("bdi", {}, amount(fact, this.locale)),
    );
    const ontoggle = ({ newState }) => this.#figure.setAttribute("aria-expanded", newState === "open");
    this.#note = h(
      "span",
      { part: "note", lang: "en", dir: "ltr", popover: "auto", role: "group", "aria-label": "Where this comes from", ontoggle },
      h("span", { class: "sentence" }, fact.sentence),
      h("span", {}, `Printed as “${fact.printed}”: ${range(fact, this.locale)}, ${period(fact.period, this.locale)}.`),
      fact.sources.map((each) => cited(each, this.locale)),
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
    this.#note.showPopover({ source: this.#figure });
  }

  #closeSoon() {
    this.#leaving = setTimeout(() => this.#close(), MILLISECONDS_TO_REACH_IT);
  }

  #close() {
    clearTimeout(this.#leaving);
    this.#note.hidePopover();
  }
}
