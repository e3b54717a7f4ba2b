import { printableLine } from "../base/printable.ts";
import { asciiJson, jsonDocument } from "../config/write_json.ts";
import { entryFields, type MatrixEntry } from "./entry.ts";

/** So much of a digest is shown to people. */
const SHOWN = 12;

/** The entries as a table, with a line of headings. */
export function matrixTable(entries: readonly MatrixEntry[]): string {
  const rows = [
    ["NAME", "CONFIG", "MACHINE", "DIGEST"],
    ...entries.map(({ name, config, machine, digest }) => [
      name,
      printableLine(config),
      machine,
      digest?.slice(0, SHOWN) ?? "-",
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    `${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()}\n`
  ).join("");
}

/** The entries as a list in JSON. */
export function matrixJson(entries: readonly MatrixEntry[]): string {
  const list = entries.map((entry) => new Map(Object.entries(entryFields(entry))));
  return jsonDocument(list);
}

/**
 * The entries as one line for `strategy.matrix` of GitHub Actions
 * (https://docs.github.com/actions/reference/workflow-syntax-for-github-actions).
 */
export function githubMatrix(entries: readonly MatrixEntry[]): string {
  return `${asciiJson({ include: entries.map(entryFields) })}\n`;
}
