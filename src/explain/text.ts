import { printable, printableLine } from "../base/printable.ts";
import { displayPath, type Location } from "../base/problem.ts";
import { isMap, keyText, pathText, shorten, type Value } from "../config/value.ts";
import { writeYaml } from "../config/write_yaml.ts";
import type { Explanation, Origin } from "./explanation.ts";
import { shownValue } from "./shown_value.ts";

/** Explanations as YAML, each value below comments on where it comes from. */
export function explanationsText(explanations: readonly Explanation[], cwd: string): string {
  return explanations.map((it) => {
    const entry = new Map([[it.key.map(keyText).join("."), shownValue(it.key, it.value)]]);
    return comments(it, cwd) + writeYaml(entry, { indent: 2, sortKeys: false });
  }).join("");
}

/** Statements of local.conf, each below a comment on where it comes from. */
export function statementsText(explanations: readonly Explanation[], cwd: string): string {
  return explanations.map((it) => {
    const statement = shownValue(it.key, it.value) as string;
    return `# ${pathText(it.key)}\n${comments(it, cwd)}${printable(statement)}\n`;
  }).join("");
}

function comments(it: Explanation, cwd: string): string {
  const { key, origin, chain, overridden, mirrors } = it;
  const by = includersText(chain, cwd);
  const lines = [
    `${originText(origin, key, cwd)}${by === "" ? "" : `, ${by}`}`,
    ...overridden.map((other) => {
      const value = inline(shownValue(key, other.value));
      return `overrides ${value}: ${originText(other.origin, key, cwd)}`;
    }),
    ...mirrors.map((url) => `KAS_PREMIRRORS has it asked for first: ${shownValue(key, url)}`),
  ];
  return lines.map((line) => `# ${printableLine(line)}\n`).join("");
}

/** The places of the includes that lead to a file, the last first; empty if there are none. */
export function includersText(chain: Explanation["chain"], cwd: string): string {
  const includes = chain.flatMap((link) => link.includes ? [placeText(link.includes, cwd)] : []);
  return includes.length > 0 ? `included by ${includes.toReversed().join(", ")}` : "";
}

/** @param asked the key that is explained */
export function originText(origin: Origin, asked: Explanation["key"], cwd: string): string {
  switch (origin.kind) {
    case "file": {
      const repo = origin.repo === undefined ? "" : ` (repository ${origin.repo})`;
      const other = pathText(origin.key) === pathText(asked) ? "" : `, ${pathText(origin.key)}`;
      return `${placeText(origin.place, cwd)}${repo}${other}`;
    }
    case "environment":
      return `${origin.variable} of the environment`;
    case "command line":
      return `${origin.option} of the command line`;
    case "default":
      return "kas's default: no file sets it";
  }
}

/** A place as compilers tell it: `file:line:column`. */
export const placeText = ({ file, line, column }: Location, cwd: string) =>
  `${displayPath(file, cwd)}:${line}:${column}`;

/** A value on one line. */
function inline(value: Value): string {
  if (typeof value === "string") return `"${shorten(value)}"`;
  if (Array.isArray(value)) return `[${shorten(value.map(inline).join(", "))}]`;
  return isMap(value) ? "a mapping" : value === null ? "null" : shorten(keyText(value as never));
}
