import type { KeyPath } from "../base/problem.ts";
import type { Value } from "../config/value.ts";
import { writeYaml } from "../config/write_yaml.ts";
import { pageValue } from "./conf_secrets.ts";
import { type Html, markup } from "./markup.ts";

/** A value as the page shows it: a text as it is, all else as YAML. */
export function valueText(key: KeyPath, value: Value): string {
  const shown = pageValue(key, value);
  if (typeof shown === "string") return shown;
  return writeYaml(shown, { indent: 2, sortKeys: false }).replace(/\n(?:\.\.\.\n)?$/, "");
}

/** A day, to which the page's script adds how long ago it was. */
export function dateHtml(date: string): Html {
  return markup`<time datetime="${date}">${date.slice(0, "2024-01-31".length)}</time>`;
}

/** How much somebody should mind. */
export type Tone = "good" | "warn" | "bad" | "plain";

/** A word or two about a state. */
export function badge(tone: Tone, text: string): Html {
  return markup`<span class="badge ${tone}">${text}</span>`;
}

/** "1 patch", "2 patches". @param many "layers" for "layer" where it is left out */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
