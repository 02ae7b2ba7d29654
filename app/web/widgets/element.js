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
  /** The attribute whose value stands in the path, in place of `{}`. */
  static subject = "";
  static parameters = [];
  /** Those of them that the API takes repeated; in the attribute, commas stand between the values. */
  static lists = [];

  static get observedAttributes() {
    return [this.subject, ...this.parameters, "place", "server", "lang"];
  }

  #internals = this.attachInternals();
  #root = this.attachShadow({ mode: "open" });
  #turn = null;
  #isDue = false;

  connectedCallback() {
    this.#root.adoptedStyleSheets = [sheet];
    this.#loadSoon();
  }

  disconnectedCallback() {
    this.#turn?.abort();
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

  /** Whom this component asks; what is no address of the web counts as none. The API has a `base` of its own. */
  get home() {
    const server = URL.parse(this.getAttribute("server") ?? HOME, document.baseURI);
    return /^https?:$/.test(server?.protocol) ? server.origin : HOME;
  }

  /** The request that this component makes. */
  get address() {
    const { path, subject, parameters, lists } = this.constructor;
    const address = new URL(path.replace("{}", encodeURIComponent((this.getAttribute(subject) ?? "").toWellFormed())), this.home);
    for (const name of parameters.filter((each) => this.hasAttribute(each))) {
      const said = this.getAttribute(name);
      for (const value of lists.includes(name) ? said.split(",") : [said]) address.searchParams.append(name, value.trim());
    }
    return address.href.replace(/%2C/g, ",").replace(/%3A/g, ":");
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
  refused(...said) {
    return refused(...said);
  }

  /** Ask again, and show what is answered, unless it is asked once more or leaves the page before that. */
  async reload() {
    this.#turn?.abort();
    const { signal } = (this.#turn = new AbortController());
    this.#show("loading", this.#root.childElementCount ? null : this.waiting());
    try {
      this.#require();
      const answer = await ask(this.address);
      if (signal.aborted) return;
      const drawn = this.draw(answer);
      this.#show(drawn ? "loaded" : "empty", drawn ?? nothing());
      this.#tell("rivalry-load", answer);
    } catch (error) {
      if (!signal.aborted) this.#refuse(error, signal);
    }
  }

  #refuse(error, signal) {
    const isRefusal = error instanceof Refusal;
    if (!isRefusal) reportError(error);
    const refusal = isRefusal ? error : new Refusal({ detail: "The answer cannot be shown." });
    const again = () => signal.aborted || this.reload();
    if (refusal.mayPass) window.addEventListener("online", again, { once: true, signal });
    this.#show(refusal.problem ? "refused" : "offline", this.refused(refusal, again));
    this.#tell("rivalry-error", refusal.problem);
  }

  /** Refuse what names nothing, as the API would if it could be asked. */
  #require() {
    const { subject } = this.constructor;
    const said = this.getAttribute(subject);
    if (!subject || /^[^/]+$/.test(said ?? "")) return;
    throw new Refusal({ status: 400, detail: said ? `There is no ${subject} “${said}”.` : `${subject} is needed.` });
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

  /** Be in a state; `node` null leaves what stands there. The keyboard goes on where what had the focus is replaced. */
  #show(state, node) {
    this.#internals.states.clear();
    this.#internals.states.add(state);
    const hadFocus = this.#root.activeElement;
    if (node) this.#root.replaceChildren(node);
    if (node && hadFocus) {
      node.tabIndex = -1;
      node.focus({ preventScroll: true });
    }
    this.#root.firstElementChild.setAttribute("aria-busy", state === "loading");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
