import { keyText, type Value } from "../config/value.ts";
import type { Explanation, Origin } from "./explanation.ts";
import { shownValue } from "./shown_value.ts";

/** Explanations as a value to be written as JSON. */
export function explanationsJson(explanations: readonly Explanation[]): Value {
  return explanations.map(({ key, value, origin, chain, overridden, mirrors }) =>
    new Map<string, Value>([
      ["key", key.map(keyText).join(".")],
      ["value", shownValue(key, value)],
      ["origin", originJson(origin)],
      [
        "chain",
        chain.map(({ file, repo, includes }) =>
          new Map<string, Value>([
            ["file", file.path],
            ["line", includes?.line ?? null],
            ["column", includes?.column ?? null],
            ["repo", repo ?? null],
          ])
        ),
      ],
      [
        "overridden",
        overridden.map((other) =>
          new Map<string, Value>([
            ["value", shownValue(key, other.value)],
            ["origin", originJson(other.origin)],
          ])
        ),
      ],
      ...(mirrors.length > 0 ? [["mirrors", shownValue(key, [...mirrors])] as const] : []),
    ])
  );
}

/** The same keys for each kind; those that it does not have are null. */
export function originJson(origin: Origin): Value {
  const { place, key, repo } = origin.kind === "file"
    ? origin
    : { place: undefined, key: undefined, repo: undefined };
  return new Map<string, Value>([
    ["kind", origin.kind],
    ["file", place?.file ?? null],
    ["line", place?.line ?? null],
    ["column", place?.column ?? null],
    ["repo", repo ?? null],
    ["key", key ? key.map(keyText).join(".") : null],
    [
      "name",
      origin.kind === "environment"
        ? origin.variable
        : origin.kind === "command line"
        ? origin.option
        : null,
    ],
  ]);
}
