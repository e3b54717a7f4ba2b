import { displayPath } from "../base/problem.ts";
import type { Finding, Level } from "./finding.ts";
import { oneLine } from "./text.ts";

const COMMANDS: Readonly<Record<Level, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
};

/**
 * Findings as commands for the log of GitHub Actions, which shows them beside the lines
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
 * @param cwd the directory that files are seen from
 */
export function githubAnnotations(findings: readonly Finding[], cwd: string): string {
  return findings.map(({ level, message, place }) => {
    const at = place
      ? ` file=${property(displayPath(place.file, cwd))},line=${place.line},col=${place.column}`
      : "";
    return `::${COMMANDS[level]}${at}::${escaped(oneLine(message))}\n`;
  }).join("");
}

const escaped = (text: string) =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string) => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
