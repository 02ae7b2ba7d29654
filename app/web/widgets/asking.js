/** Asking: the API's answers, each asked for once however many components want it. */

const KEPT_MILLISECONDS = 60_000;
const LONGEST_WAIT_MILLISECONDS = 30_000;
const asked = new Map();

/** Where this module came from: whom components ask unless they say otherwise. */
export const HOME = new URL(import.meta.url).origin;

/** What the API answered instead: `problem` as it says (RFC 9457), or null where nothing could be reached. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem?.detail ?? "The server could not be reached.");
    this.problem = problem;
  }

  /** Whether asking again may help: unless the request itself is at fault. */
  get mayPass() {
    const status = this.problem?.status;
    return !(status >= 400 && status < 500) || status === 429;
  }
}

/** Return the answer at an address, shared with all who ask the same within a minute; rejects with a Refusal. */
export function ask(address) {
  if (!asked.has(address)) {
    const answer = fetched(address);
    asked.set(address, answer);
    const forget = () => asked.delete(address);
    answer.then(() => setTimeout(forget, KEPT_MILLISECONDS), forget);
  }
  return asked.get(address);
}

async function fetched(address) {
  let response;
  try {
    const signal = AbortSignal.timeout(LONGEST_WAIT_MILLISECONDS);
    response = await fetch(address, { credentials: "omit", signal });
  } catch {
    throw new Refusal(null);
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw new Refusal({ status: response.status, detail: `The server answered ${response.status}.`, ...body });
}
