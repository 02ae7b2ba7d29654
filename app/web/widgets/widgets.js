/** The components, by the names that pages know them by. */

import { RivalryCompare } from "./compare.js";
import { RivalryFact } from "./fact.js";

const COMPONENTS = {
  "rivalry-compare": RivalryCompare,
  "rivalry-fact": RivalryFact,
};

for (const [name, component] of Object.entries(COMPONENTS)) {
  if (!customElements.get(name)) customElements.define(name, component);
}
