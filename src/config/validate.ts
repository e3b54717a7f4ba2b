import { UserError } from "../base/errors.ts";
import type { Problem } from "../base/problem.ts";
import { didYouMean } from "../base/suggest.ts";
import { type Document, locate } from "./document.ts";
import { validate as matchesSchema } from "./generated/validate.js";
import { describeSchema, FORMAT_VERSIONS, knownKeys, knownValues, schemaAt } from "./schema.ts";
import { Float, isMap, type Key, keyText, kindOf, type Value, valueAt } from "./value.ts";

/** The part of an ajv error that is used here (https://ajv.js.org/api.html#error-objects). */
interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly additionalProperty?: string; readonly missingProperty?: string };
}

const validator = matchesSchema as ((data: unknown) => boolean) & {
  errors?: SchemaError[] | null;
};

/** Stands for values that no key accepts; ajv sees a bigint as none of JSON's types. */
const NO_JSON_TYPE = 0n;

/**
 * Checks a document against the schema of kas files.
 * @throws UserError with all that is wrong: place, key path, remedy
 */
export function validateDocument(document: Document): void {
  if (document.root === null) {
    throw new UserError({
      kind: "schema",
      fields: {},
      place: locate(document, [], "value"),
      message: 'the file is empty; a kas file starts with "header:" and its "version:"',
    });
  }
  if (validator(toJson(document.root))) return;
  const problems = findProblems(document, validator.errors ?? []);
  throw new UserError(problems);
}

/** The value as plain JSON data for ajv; object keys lose their type, which no rule depends on. */
function toJson(value: Value): unknown {
  if (isMap(value)) {
    const object = Object.create(null);
    for (const [key, item] of value) object[keyText(key)] = toJson(item);
    return object;
  }
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Float) return value.value;
  if (typeof value === "object" && value !== null) return NO_JSON_TYPE;
  return value;
}

function findProblems(document: Document, errors: readonly SchemaError[]): Problem[] {
  const byPlace = new Map<string, SchemaError[]>();
  for (const error of errors) {
    byPlace.set(error.instancePath, [...byPlace.get(error.instancePath) ?? [], error]);
  }
  const places = [...byPlace.keys()];
  const problems = places.flatMap((place) => {
    const path = keysOf(document.root, place);
    const structural = structuralProblems(document, path, byPlace.get(place)!);
    if (structural.length > 0) return structural;
    // Below an anyOf, every alternative complains; the complaint deepest inside is the one meant.
    if (places.some((other) => other.startsWith(`${place}/`))) return [];
    return [wrongValue(document, path)];
  });
  return problems.sort((a, b) =>
    a.place!.line - b.place!.line || a.place!.column - b.place!.column
  );
}

function structuralProblems(
  document: Document,
  path: readonly Key[],
  errors: readonly SchemaError[],
): Problem[] {
  if (!isMap(valueAt(document.root, path))) return [];
  if (errors.some((error) => error.keyword === "oneOf")) {
    return [{
      kind: "schema",
      fields: {},
      place: locate(document, path, "key"),
      message: `${pathText(path)}: needs either "path" (with "repo") or ` +
        '"gpg_keyserver" (with "fingerprint")',
    }];
  }
  const unknown = new Set(errors.map((error) => error.params.additionalProperty));
  const missing = new Set(errors.map((error) => error.params.missingProperty));
  return [
    ...[...unknown].filter((key) => key !== undefined).map((key) =>
      unknownKey(document, path, key)
    ),
    ...[...missing].filter((key) => key !== undefined).map((key) => ({
      kind: "schema",
      fields: {},
      place: locate(document, path, "key"),
      message: `${path.length ? `${pathText(path)}: ` : ""}the key "${key}" is missing`,
    })),
  ];
}

function unknownKey(document: Document, path: readonly Key[], text: string): Problem {
  const map = valueAt(document.root, path);
  const key = isMap(map) ? [...map.keys()].find((key) => keyText(key) === text) ?? text : text;
  const keys = knownKeys(schemaAt(path) ?? {});
  const near = didYouMean(text, keys);
  const remedy = near || (keys.length <= 8 ? `; known are: ${keys.join(", ")}` : "");
  return {
    kind: "schema",
    fields: {},
    place: locate(document, [...path, key], "key"),
    message: `${pathText([...path, key])}: unknown key${remedy}`,
  };
}

function wrongValue(document: Document, path: readonly Key[]): Problem {
  const value = valueAt(document.root, path) ?? null;
  const schema = schemaAt(path) ?? {};
  const near = typeof value === "string" ? didYouMean(value, knownValues(schema)) : "";
  const tooNew = pathText(path) === "header.version" && typeof value === "number" &&
      value > FORMAT_VERSIONS.last
    ? "; the file needs a newer kas"
    : "";
  const where = path.length ? `${pathText(path)}: ` : "";
  return {
    kind: "schema",
    fields: {},
    place: locate(document, path, "value"),
    message: `${where}must be ${describeSchema(schema)}, not ${kindOf(value)}${near}${tooNew}`,
  };
}

/** The keys that a JSON pointer (RFC 6901) leads along, as the document has them. */
function keysOf(root: Value, pointer: string): Key[] {
  const steps = pointer.split("/").slice(1).map((step) =>
    step.replaceAll("~1", "/").replaceAll("~0", "~")
  );
  const keys: Key[] = [];
  let value: Value | undefined = root;
  for (const step of steps) {
    const key: Key = isMap(value)
      ? [...value.keys()].find((candidate) => keyText(candidate) === step) ?? step
      : Number(step);
    keys.push(key);
    value = isMap(value) ? value.get(key) : Array.isArray(value) ? value[Number(step)] : undefined;
  }
  return keys;
}

/** A key path as messages show it: `repos.foo.layers`, `header.includes[1]`. */
export function pathText(path: readonly Key[]): string {
  return path.map((key, index) =>
    typeof key === "number" && index > 0 ? `[${key}]` : `${index > 0 ? "." : ""}${keyText(key)}`
  ).join("");
}
