import { redactSecrets } from "../base/credentials.ts";
import { printableLine } from "../base/printable.ts";
import { displayPath } from "../base/problem.ts";
import { countLevels, type Finding } from "./finding.ts";

/** A text of a finding on one line, without credentials. */
export const oneLine = (text: string) =>
  printableLine(redactSecrets(text).replaceAll(/\s*\n\s*/g, " "));

/** Findings as compilers print them, `file:line:column: level: message`, and how many there are. */
export function findingsText(findings: readonly Finding[], files: number, cwd: string): string {
  const lines = findings.map(({ level, message, place }) => {
    // A line that begins with "::" would be a command to GitHub.
    const path = place && displayPath(place.file, cwd).replace(/^(?=[:#\s])/, "./");
    const start = place ? `${printableLine(path!)}:${place.line}:${place.column}: ` : "";
    return `${start}${level}: ${oneLine(message)}\n`;
  });
  const { error, warning } = countLevels(findings);
  return `${lines.join("")}${count(files, "file")}: ${count(error, "error")}, ${
    count(warning, "warning")
  }\n`;
}

const count = (many: number, what: string) => `${many} ${what}${many === 1 ? "" : "s"}`;
