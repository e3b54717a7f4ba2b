import { printable, printableLine } from "../base/printable.ts";
import { mergeMaps } from "../config/merge.ts";
import { Float, isMap, keyText, type Value, type ValueMap } from "../config/value.ts";
import type { Colours } from "./colours.ts";
import { type Commit, commitsJson, formatCommits } from "./commit_log.ts";
import { unifiedDiff } from "./line_diff.ts";

/** One key that differs; undefined where a configuration lacks it. */
export interface Change {
  /** Keys from the root, joined by dots. */
  readonly key: string;
  readonly old: Value | undefined;
  readonly now: Value | undefined;
}

export interface ConfigDiff {
  readonly changes: readonly Change[];
  /** Commits that repositories differ by: name → commits. */
  readonly commits: ReadonlyMap<string, readonly Commit[]>;
}

/** The configuration as it takes effect: without includes, overrides merged into the rest. */
export function effectiveConfig(root: ValueMap): ValueMap {
  const effective: ValueMap = new Map(root);
  const header: ValueMap = new Map(effective.get("header") as ValueMap);
  header.delete("includes");
  effective.set("header", header);
  const overrides = effective.get("overrides");
  effective.delete("overrides");
  return isMap(overrides) ? mergeMaps([effective, overrides]) : effective;
}

/** The keys that differ, in the order of the first configuration, then of the second. */
export function compareConfigs(old: ValueMap, now: ValueMap, parent = ""): Change[] {
  const keys = new Set([...old.keys(), ...now.keys()]);
  return [...keys].flatMap((key): Change[] => {
    const path = parent === "" ? keyText(key) : `${parent}.${keyText(key)}`;
    const [a, b] = [old.get(key), now.get(key)];
    if (isMap(a) && isMap(b)) return compareConfigs(a, b, path);
    const same = old.has(key) && now.has(key) && repr(a!) === repr(b!);
    return same ? [] : [{ key: path, old: a, now: b }];
  });
}

/** Whether there is a difference of those that are shown; as JSON all are. */
export function anyDiffers(
  { changes, commits }: ConfigDiff,
  { json, commitOnly, contentOnly }: {
    readonly json: boolean;
    readonly commitOnly: boolean;
    readonly contentOnly: boolean;
  },
): boolean {
  return changes.length > 0 && (json || !commitOnly) || commits.size > 0 && (json || !contentOnly);
}

/** The difference as a value to be written as JSON, with kas's names. */
export function diffJson(diff: ConfigDiff): Value {
  const changed = diff.changes.map(({ key, old, now }): [string, Value] => [
    key,
    new Map([["old_value", old ?? null], ["new_value", now ?? null]]),
  ]);
  const json = new Map<string, Value>([["values_changed", new Map(changed)]]);
  if (diff.commits.size > 0) {
    json.set("vcs", new Map([...diff.commits].map(([name, list]) => [name, commitsJson(list)])));
  }
  return json;
}

export interface TextStyle {
  readonly colours: Colours;
  readonly oneline: boolean;
  readonly commitOnly: boolean;
  readonly contentOnly: boolean;
}

/** The difference as text. @param names the two configurations, as the user named them */
export function diffText(
  names: readonly [string, string],
  diff: ConfigDiff,
  style: TextStyle,
): string {
  const { colours } = style;
  const [old, now] = names.map(printableLine);
  let text = `kas diff ${old} ${now}\n---  ${old}\n+++  ${now}\n`;
  if (diff.changes.length > 0 && !style.commitOnly) {
    text += `${colours.heading}@@ config changed @@${colours.end}\n`;
    text += diff.changes.map((change) => changeText(change, colours)).join("");
  }
  if (!style.contentOnly) text += formatCommits(diff.commits, style.oneline, colours);
  return text;
}

function changeText({ key, old, now }: Change, colours: Colours): string {
  const name = printableLine(key);
  if (typeof old === "string" && typeof now === "string") {
    const hunks = unifiedDiff(old, now).map(({ heading, lines }) =>
      [
        `${colours.heading}         ${heading}${colours.end}\n`,
        ...lines.map(([mark, line]) =>
          mark === " "
            ? `         ${printable(line)}\n`
            : `${mark === "+" ? colours.added : colours.removed}${mark}        ${
              printable(line)
            }${colours.end}\n`
        ),
      ].join("")
    );
    return `     ${name}:\n${hunks.join("")}`;
  }
  const line = (mark: string, colour: string, value: Value | undefined) => {
    if (value === undefined || value === null) return "";
    const shown = printable(typeof value === "string" ? value : repr(value));
    const lines = shown.replaceAll("\n", `\n${mark}`);
    return `${colour}${mark}    ${name}: ${lines}${colours.end}\n`;
  };
  return line("-", colours.removed, old) + line("+", colours.added, now);
}

/** A value on one line, as Python shows it: kas prints it so. */
function repr(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const escaped = value.replace(
      /[\\\n\t\r]/g,
      (character) => ({ "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r" })[character]!,
    );
    return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
  }
  if (isMap(value)) {
    return `{${[...value].map(([key, item]) => `${repr(key)}: ${repr(item)}`).join(", ")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (value instanceof Float) return String(value.value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
