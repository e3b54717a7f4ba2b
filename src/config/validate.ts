import type { Problem } from "../base/problem.ts";
import { textProblems } from "./check_texts.ts";
import { inOrder } from "./config_place.ts";
import type { Document } from "./document.ts";
import { emptyFile, incompleteSigner, missingKey, unknownKey, wrongValue } from "./errors.ts";
import { validate as matchesSchema } from "./generated/validate.js";
import { schemaAt } from "./schema.ts";
import { Float, isMap, type Key, keyText, type Value, valueAt, type ValueMap } from "./value.ts";

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
  const above = new Set<string>();
  for (const error of errors) {
    const place = error.instancePath;
    const there = byPlace.get(place);
    if (there) there.push(error);
    else byPlace.set(place, [error]);
    if (place !== "") above.add("");
    for (let end = place.lastIndexOf("/"); end > 0; end = place.lastIndexOf("/", end - 1)) {
      above.add(place.slice(0, end));
    }
  }
  const names = new KeyNames();
  return [...byPlace].flatMap(([place, there]) => {
    const path = keysOf(document.root, place, names);
    const structural = structuralProblems(document, path, there, names);
    if (structural.length > 0) return structural;
    // Below an anyOf, every alternative complains; the complaint deepest inside is the one meant.
    if (above.has(place)) return [];
    return [
      wrongValue(document, path, valueAt(document.root, path) ?? null, schemaAt(path) ?? {}),
    ];
  });
}

/** The keys of mappings by the names that they have in JSON: each mapping is gone through once. */
class KeyNames {
  readonly #known = new Map<ValueMap, ReadonlyMap<string, Key>>();

  /** The first key of that name; the name itself where none is. */
  keyOf(map: ValueMap, name: string): Key {
    let keys = this.#known.get(map);
    if (!keys) {
      const found = new Map<string, Key>();
      for (const key of map.keys()) if (!found.has(keyText(key))) found.set(keyText(key), key);
      this.#known.set(map, keys = found);
    }
    return keys.has(name) ? keys.get(name)! : name;
  }
}

function structuralProblems(
  document: Document,
  path: readonly Key[],
  errors: readonly SchemaError[],
  names: KeyNames,
): Problem[] {
  const map = valueAt(document.root, path);
  if (!isMap(map)) return [];
  if (errors.some((error) => error.keyword === "oneOf")) return [incompleteSigner(document, path)];
  const unknown = new Set(errors.map((error) => error.params.additionalProperty));
  const missing = new Set(errors.map((error) => error.params.missingProperty));
  return [
    ...[...unknown].filter((name) => name !== undefined).map((name) => {
      return unknownKey(document, [...path, names.keyOf(map, name)], schemaAt(path) ?? {});
    }),
    ...[...missing].filter((name) => name !== undefined).map((name) =>
      missingKey(document, path, name)
    ),
  ];
}

/** The keys that a JSON pointer (RFC 6901) leads along, as the document has them. */
function keysOf(root: Value, pointer: string, names: KeyNames): Key[] {
  const steps = pointer.split("/").slice(1).map((step) =>
    step.replaceAll("~1", "/").replaceAll("~0", "~")
  );
  const keys: Key[] = [];
  let value: Value | undefined = root;
  for (const step of steps) {
    const key: Key = isMap(value) ? names.keyOf(value, step) : Number(step);
    keys.push(key);
    value = isMap(value) ? value.get(key) : Array.isArray(value) ? value[Number(step)] : undefined;
  }
  return keys;
}
