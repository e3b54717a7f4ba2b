import { createHash } from "node:crypto";
import { displayPath } from "../base/problem.ts";
import type { Value } from "../config/value.ts";
import type { Finding, Level } from "./finding.ts";
import { oneLine } from "./text.ts";

const SEVERITIES: Readonly<Record<Level, string>> = {
  error: "critical",
  warning: "minor",
  info: "info",
};

/**
 * Findings as GitLab's code quality report
 * (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
 * @param root the directory that files are seen from
 * @param main the file that findings without a place are about
 */
export function gitlabReport(findings: readonly Finding[], root: string, main: string): Value {
  return findings.map(({ level, kind, message, place }) => {
    const path = displayPath(place?.file ?? main, root);
    const description = oneLine(message);
    // The same in the next run, though lines may have moved: GitLab tells by it what is new.
    const fingerprint = createHash("sha256").update(`${path}\n${kind}\n${description}`);
    return new Map<string, Value>([
      ["description", description],
      ["check_name", kind],
      ["fingerprint", fingerprint.digest("hex")],
      ["severity", SEVERITIES[level]],
      [
        "location",
        new Map<string, Value>([
          ["path", path],
          ["lines", new Map([["begin", place?.line ?? 1]])],
        ]),
      ],
    ]);
  });
}
