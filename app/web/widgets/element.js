/** Elements: a component's life, from its attributes through one request to what it shows. */

import { ask, HOME, Refusal } from "./asking.js";
import { nothing, refused, waiting } from "./frame.js";
import sheet from "./widgets.css" with { type: "css" };

/**
 * What all components share. A component says its `path` and `parameters`, which are the API's own, and draws an
 * answer. It is loading, loaded, empty, refused or offline, which CSS sees as `:state(…)`, and pages hear of it by the
 * events `rivalry-load` (detail: the answer) and `rivalry-error` (detail: the problem, null without a connection).
 */
export class RivalryElement extends HTMLElement {
  static path = "";
  static parameters = [];

  static get observedAttributes() {
    return [...this.parameters, "base", "lang"];
  }

  #internals = this.attachInternals();
  #root = this.attachShadow({ mode: "open" });
  #awaited = null;
  #isDue = false;

  connectedCallback() {
    this.#root.adoptedStyleSheets = [sheet];
    this.#loadSoon();
  }

  attributeChangedCallback(_, before, after) {
    if (this.isConnected && before !== after) this.#loadSoon();
  }

  /** The language that numbers and days are said in: that of the page around, else the reader's. */
  get locale() {
    const said = this.closest("[lang]")?.lang;
    const wanted = said && !navigator.language.startsWith(said) ? said : navigator.language;
    try {
      return Intl.NumberFormat.supportedLocalesOf(wanted)[0] ?? navigator.language;
    } catch {
      return navigator.language;
    }
  }

  /** Whom this component asks. */
  get home() {
    return URL.parse(this.getAttribute("base") ?? HOME, document.baseURI)?.origin ?? HOME;
  }

  /** The request that this component makes. */
  get address() {
    const address = new URL(this.path, this.home);
    for (const name of this.constructor.parameters) {
      if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
    }
    return address.href.replace(/%2C/g, ",").replace(/%3A/g, ":");
  }

  /** The path of the request. */
  get path() {
    return this.constructor.path;
  }

  /** How many rows are to be expected: room is kept for them. */
  get rows() {
    return (this.getAttribute("companies") ?? "").split(",").length;
  }

  /** What stands there until the first answer comes. */
  waiting() {
    return waiting(this.rows);
  }

  /** What stands there in place of an answer. */
  refused(refusal, again) {
    return refused(refusal, again);
  }

  /** Ask again, and show what is answered. */
  async reload() {
    const address = (this.#awaited = this.address);
    const isStale = () => this.#awaited !== address || !this.isConnected;
    this.#show("loading", this.#root.childElementCount ? null : this.waiting());
    try {
      const answer = await ask(address);
      if (isStale()) return;
      const drawn = this.draw(answer);
      this.#show(drawn ? "loaded" : "empty", drawn ?? nothing());
      this.#tell("rivalry-load", answer);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (isStale()) return;
      const again = () => isStale() || this.reload();
      if (refusal.mayPass) window.addEventListener("online", again, { once: true });
      this.#show(refusal.problem ? "refused" : "offline", this.refused(refusal, again));
      this.#tell("rivalry-error", refusal.problem);
    }
  }

  /** Several attributes that change at once are one request. */
  #loadSoon() {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      if (this.isConnected) this.reload();
    });
  }

  /** Be in a state; `node` null leaves what stands there. */
  #show(state, node) {
    this.#internals.states.clear();
    this.#internals.states.add(state);
    if (node) this.#root.replaceChildren(node);
    this.#root.firstElementChild.setAttribute("aria-busy", state === "loading");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
