import type { Row } from "./row.ts";

/** Begins the names of rows whose goal is one of memory. */
export const MEMORY = "peak memory, ";

const isAboutMemory = (row: Row) => row.name.startsWith(MEMORY);
const shown = (value: number | null, digits: number, unit = "") =>
  value === null ? "-" : `${value.toFixed(digits)}${unit}`;

/** The heading of the lines. */
export const heading = (): string =>
  `${"".padEnd(54)}${"ours".padStart(10)}${"kas".padStart(11)}  ratio (quartiles)   memory`;

/** One row as a line for people. */
export function line(row: Row): string {
  const times = `${shown(row.ours_ms, 0, " ms").padStart(10)}${
    shown(row.peer_ms, 0, " ms").padStart(11)
  }`;
  const spread = row.spread ? `(${shown(row.spread[0], 2)}-${shown(row.spread[1], 2)})` : "";
  const ratio = `${shown(row.ratio, 2)} ${spread}`.padEnd(18);
  const memory = `${shown(row.ours_mb, 0)} : ${shown(row.peer_mb, 0)} MB`.padEnd(14);
  return `${row.name.padEnd(54)}${times}  ${ratio} ${memory} ${verdict(row)}`.trimEnd();
}

function verdict(row: Row): string {
  if (row.goal === null) return "";
  const goal = isAboutMemory(row) ? shown(row.goal, 0, " MB") : shown(row.goal, 2);
  return `goal ${goal}: ${row.ok === null ? "not compared" : row.ok ? "ok" : "MISSED"}`;
}

/** All rows as one JSON document. */
export const json = (rows: readonly Row[]): string => JSON.stringify(rows, undefined, 2);

/** The table for README, without what could not be measured. */
export function markdown(rows: readonly Row[]): string {
  const cells = rows.filter((row) => row.ours_mb !== null).map((row) =>
    isAboutMemory(row) || row.ours_ms === null
      ? [row.name, shown(row.ours_mb, 0, " MB"), shown(row.peer_mb, 0, " MB"), shown(row.ratio, 2)]
      : [row.name, duration(row.ours_ms), duration(row.peer_ms), shown(row.ratio, 2)]
  );
  const table = [["", "ours", "kas", "ratio"], ...cells];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(3, ...table.map((row) => row[column]!.length))
  );
  // Numbers end at the same place, as `deno fmt` sets them.
  const joined = (row: readonly string[]) =>
    `| ${
      row.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
      ).join(" | ")
    } |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [joined(table[0]!), joined(rule), ...table.slice(1).map(joined)].join("\n");
}

const duration = (ms: number | null) =>
  ms !== null && ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : shown(ms, 0, " ms");
