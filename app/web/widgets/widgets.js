/** The components, by the names that pages know them by. */

import { RivalryFact } from "./fact.js";
import { RivalryChecks } from "./checks.js";
import { RivalrySeries } from "./series.js";
import { RivalryMix } from "./mix.js";
import { RivalryCompare } from "./compare.js";
import { RivalryStrategies } from "./strategies.js";

const COMPONENTS = {
  "rivalry-checks": RivalryChecks,
  "rivalry-compare": RivalryCompare,
  "rivalry-fact": RivalryFact,
  "rivalry-strategies": RivalryStrategies,
  "rivalry-mix": RivalryMix,
  "rivalry-series": RivalrySeries,
};

for (const [name, component] of Object.entries(COMPONENTS)) {
  if (!customElements.get(name)) customElements.define(name, component);
}
