import type { Problem } from "../base/problem.ts";
import { textProblems } from "./check_texts.ts";
import { inOrder } from "./config_place.ts";
import type { Document } from "./document.ts";
import { emptyFile, incompleteSigner, missingKey, unknownKey, wrongValue } from "./errors.ts";
import { validate as matchesSchema } from "./generated/validate.js";
import { schemaAt } from "./schema.ts";
import { Float, isMap, type Key, keyText, type Value, valueAt } from "./value.ts";

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

/** All that is wrong with a document by the schema of kas files, in the order of the file. */
export function validateDocument(document: Document): Problem[] {
  if (document.root === null) return [emptyFile(document)];
  const texts = textProblems(document);
  if (validator(toJson(document.root))) return texts;
  return inOrder([...findProblems(document, validator.errors ?? []), ...texts], [{
    file: { document },
  }]);
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
  return places.flatMap((place) => {
    const path = keysOf(document.root, place);
    const structural = structuralProblems(document, path, byPlace.get(place)!);
    if (structural.length > 0) return structural;
    // Below an anyOf, every alternative complains; the complaint deepest inside is the one meant.
    if (places.some((other) => other.startsWith(`${place}/`))) return [];
    return [
      wrongValue(document, path, valueAt(document.root, path) ?? null, schemaAt(path) ?? {}),
    ];
  });
}

function structuralProblems(
  document: Document,
  path: readonly Key[],
  errors: readonly SchemaError[],
): Problem[] {
  const map = valueAt(document.root, path);
  if (!isMap(map)) return [];
  if (errors.some((error) => error.keyword === "oneOf")) return [incompleteSigner(document, path)];
  const unknown = new Set(errors.map((error) => error.params.additionalProperty));
  const missing = new Set(errors.map((error) => error.params.missingProperty));
  return [
    ...[...unknown].filter((name) => name !== undefined).map((name) => {
      const key = [...map.keys()].find((key) => keyText(key) === name) ?? name;
      return unknownKey(document, [...path, key], schemaAt(path) ?? {});
    }),
    ...[...missing].filter((name) => name !== undefined).map((name) =>
      missingKey(document, path, name)
    ),
  ];
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
