/** The components, by the names that pages know them by. */

import { RivalryCompare } from "./compare.js";
import { RivalryFact } from "./fact.js";
import { RivalryMix } from "./mix.js";
import { RivalrySeries } from "./series.js";

const COMPONENTS = {
  "rivalry-compare": RivalryCompare,
  "rivalry-fact": RivalryFact,
  "rivalry-mix": RivalryMix,
  "rivalry-series": RivalrySeries,
};

for (const [name, component] of Object.entries(COMPONENTS)) {
  if (!customElements.get(name)) customElements.define(name, component);
}
