import { printableLine } from "../base/printable.ts";
import type { Value } from "../config/value.ts";
import { writeYaml } from "../config/write_yaml.ts";

/** What the file says, in its order; what is undefined or has nothing in it is left out. */
export type Content =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Content[]
  | { readonly [key: string]: Content };

/**
 * What YAML libraries of Go take for a number or a boolean and PyYAML, whose rules `writeYaml`
 * goes by, does not: `1e3`, `08`, `0o7`, `y`.
 */
const TYPED_ELSEWHERE = /^[-+.]*[0-9]|^[yYnN]$/;

/** A YAML file with notes at its top, a comment line each. */
export function yamlFile(notes: readonly string[], content: Content): string {
  const comments = notes.map((note) => `# ${printableLine(note)}`.trimEnd());
  const style = { indent: 2, sortKeys: false, quoted: TYPED_ELSEWHERE };
  return `${comments.join("\n")}\n${writeYaml(toValue(content), style)}`;
}

/**
 * A text as compose, Kubernetes and GitLab read it back: to them a dollar sign begins a variable,
 * unless there are two.
 */
export function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function toValue(content: Content): Value {
  if (content === undefined) return null;
  if (content === null || typeof content !== "object") return content;
  if (content instanceof Array) return content.filter(says).map(toValue);
  return new Map(
    Object.entries(content).filter(([, value]) => says(value)).map(([key, value]) => [
      key,
      toValue(value),
    ]),
  );
}

function says(content: Content): boolean {
  if (content === undefined) return false;
  return content === null || typeof content !== "object" || Object.values(content).some(says);
}
