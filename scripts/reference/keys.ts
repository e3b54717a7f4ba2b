import { describeSchema, SCHEMA, type Schema } from "../../src/config/schema.ts";
import { table } from "./markdown.ts";

/** A schema with what it tells readers. */
type Told = Schema & {
  readonly description?: string;
  readonly required?: readonly string[];
  /** First version of the file format that has the key; 1 where none is told. */
  readonly "x-since"?: number;
};

/** A key of project files. */
export interface KeyRow {
  /** `repos.NAME.url`; NAME stands for a name of the user's, `[]` for each item of a list. */
  readonly path: string;
  readonly type: string;
  /** Text of the default, `required`, or empty. */
  readonly fallback: string;
  readonly since: number;
  readonly description: string;
}

/** The keys at the top of project files, in the order of the schema. */
export const TOP_KEYS: readonly string[] = Object.keys(SCHEMA.properties!);

/** A top-level key and all below it that there is something to say of. */
export function keyRows(top: string): KeyRow[] {
  const place = { path: top, since: 1, required: isRequired(SCHEMA, top) };
  return walk(place, SCHEMA.properties![top]!).filter((row) => row.description !== "");
}

/** The same as a table. */
export function keyTable(top: string): string {
  return table(
    ["key", "type", "default", "since", "what it is"],
    keyRows(top).map((row) => [
      `\`${row.path}\``,
      row.type,
      row.fallback,
      `${row.since}`,
      row.description,
    ]),
  );
}

interface Place {
  readonly path: string;
  /** Version of the key above. */
  readonly since: number;
  readonly required: boolean;
}

function walk(place: Place, schema: Schema): KeyRow[] {
  const told = schema as Told;
  const since = Math.max(place.since, told["x-since"] ?? 1);
  const row = {
    path: place.path,
    type: describeSchema(schema),
    fallback: place.required ? "required" : fallbackOf(told),
    since,
    description: descriptionOf(schema),
  };
  const under = (step: string, item: boolean | Schema | undefined, required = false) =>
    typeof item === "object" ? walk({ path: place.path + step, since, required }, item) : [];
  return [
    row,
    ...alternatives(schema).flatMap((shape) => [
      ...Object.entries(shape.properties ?? {}).flatMap(([key, item]) =>
        under(`.${key}`, item, isRequired(shape, key))
      ),
      ...under(".NAME", shape.additionalProperties),
      ...under("[]", shape.items),
    ]),
  ];
}

/** The schema that a reference leads to. */
function target(schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : target(SCHEMA.$defs![name]!);
}

function alternatives(schema: Schema): Schema[] {
  const found = target(schema);
  return found.anyOf ? found.anyOf.flatMap(alternatives) : [found];
}

/** Its own, else that of what it refers to, else those of its alternatives. */
function descriptionOf(schema: Schema): string {
  const own = (schema as Told).description;
  if (own !== undefined) return own;
  if (schema.$ref !== undefined) return descriptionOf(target(schema));
  return (schema.anyOf ?? []).map((one) => {
    const text = descriptionOf(one);
    // Older spellings have no words: they are not offered.
    const shape = describeSchema(one);
    return text === "" || shape === ""
      ? text
      : `${shape[0]!.toUpperCase()}${shape.slice(1)}: ${text}`;
  }).filter((text) => text !== "").join(" ");
}

function fallbackOf(schema: Told): string {
  const value = schema.default ?? (target(schema) as Told).default;
  return value === undefined ? "" : `\`${value}\``;
}

function isRequired(schema: Schema, key: string): boolean {
  return (schema as Told).required?.includes(key) ?? false;
}
