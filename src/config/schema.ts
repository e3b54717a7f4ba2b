import schemaJson from "../../schema/kas.schema.json" with { type: "json" };
import type { Key } from "./value.ts";

/** The part of JSON Schema (draft-07) that our schema uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export const SCHEMA = schemaJson as Schema;

function resolve(schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : resolve(SCHEMA.$defs![name]!);
}

/** All shapes that `schema` allows, its references followed. */
function shapes(schema: Schema): Schema[] {
  const resolved = resolve(schema);
  return resolved.anyOf ? resolved.anyOf.flatMap(shapes) : [resolved];
}

/** The schema of the value at `path`; undefined below what the schema describes. */
export function schemaAt(path: readonly Key[]): Schema | undefined {
  let candidates: Schema[] = [SCHEMA];
  for (const step of path) {
    const next: Schema[] = [];
    for (const shape of candidates.flatMap(shapes)) {
      const own = shape.properties?.[String(step)];
      if (own) next.push(own);
      else if (typeof shape.additionalProperties === "object") {
        next.push(shape.additionalProperties);
      } else if (shape.items) next.push(shape.items);
    }
    candidates = next;
  }
  return candidates[0];
}

/** The keys that a mapping described by `schema` may have. */
export function knownKeys(schema: Schema): string[] {
  return shapes(schema).flatMap((shape) => Object.keys(shape.properties ?? {}));
}

/** Values that are only read for the sake of old files. */
const DEPRECATED: readonly unknown[] = ["excluded", "n", "no", "0", "false", 0, false, "isar"];

/**
 * The strings that can be offered for another one: of those that `schema` lists, as a value
 * that stands alone (`disabled`) switches something off.
 */
export function offeredValues(schema: Schema): string[] {
  return shapes(schema)
    .flatMap((shape) => shape.enum ?? [])
    .filter((value) => typeof value === "string")
    .filter((value) => !DEPRECATED.includes(value));
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a string",
  null: "empty",
  boolean: "true or false",
  integer: "a whole number",
  array: "a list",
  object: "a mapping",
};

function describeShape(shape: Schema): string[] {
  if (shape.const !== undefined) return [JSON.stringify(shape.const)];
  if (shape.enum?.every((value) => DEPRECATED.includes(value))) return [];
  if (shape.enum) return [`one of ${shape.enum.map((value) => JSON.stringify(value)).join(", ")}`];
  if (shape.minimum !== undefined) {
    return [`a whole number from ${shape.minimum} to ${shape.maximum}`];
  }
  if (shape.minLength !== undefined) return [`a string of ${shape.minLength} characters`];
  const types = typeof shape.type === "string" ? [shape.type] : shape.type ?? [];
  return types.map((type) => TYPE_WORDS[type] ?? type);
}

/** What `schema` allows, in words: `a string or a list`. */
export function describeSchema(schema: Schema): string {
  return [...new Set(shapes(schema).flatMap(describeShape))].join(" or ");
}

/** The default that the schema gives a top-level key. */
export function schemaDefault(
  key: "machine" | "distro" | "target" | "task" | "build_system",
): string {
  return SCHEMA.properties![key]!.default as string;
}
