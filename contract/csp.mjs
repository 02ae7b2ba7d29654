// Reads policies as a JSON object of address and policy, and prints what CSP Evaluator finds in each, a line a finding.
// What it calls possible, or only informs of, is printed as well: who asks decides what may stand.
import { readFileSync } from "node:fs";
import evaluator from "csp_evaluator/dist/evaluator.js";
import finding from "csp_evaluator/dist/finding.js";
import parser from "csp_evaluator/dist/parser.js";

const checks = [...evaluator.DEFAULT_CHECKS, ...evaluator.STRICTCSP_CHECKS];
for (const [address, policy] of Object.entries(JSON.parse(readFileSync(process.argv[2], "utf-8")))) {
  const parsed = new parser.CspParser(policy).csp;
  for (const found of new evaluator.CspEvaluator(parsed).evaluate(undefined, checks)) {
    const severity = finding.Severity[found.severity];
    console.log([address, severity, found.directive, found.value ?? "", found.description].join("\t"));
  }
}
