import {
  type Alias,
  isAlias,
  isMap as isYamlMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar as YamlScalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import {
  type Document as ConfigDocument,
  type DuplicateKey,
  lineStarts,
  locationOf,
  type PartOffsets,
} from "./document.ts";
import { invalidYaml } from "./errors.ts";
import { type ParsedYaml, parseYaml } from "./parse_yaml.ts";
import { MOST_VALUES, tooManyValues } from "./text_limits.ts";
import { Float, type Key, Opaque, type Scalar, shorten, Timestamp, type Value } from "./value.ts";
import { findBadCharacter } from "./yaml_characters.ts";
import { parsePlain, type PlainType, plainType } from "./yaml_scalar.ts";

const TAG_PREFIX = "tag:yaml.org,2002:";
const OPAQUE_TAGS = ["binary", "set", "omap", "pairs"];

/**
 * A YAML file as PyYAML's safe loader reads it: one document, YAML 1.1 types, merge
 * keys, the last of two equal keys. The npm library parses; types and merging are ours,
 * because its YAML 1.1 schema differs from PyYAML's in details that change a build.
 * @throws UserError with the place of the first mistake
 */
export function readYaml(file: string, text: string): ConfigDocument {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const lines = lineStarts(body);
  const bad = findBadCharacter(body);
  if (bad) throw invalidYaml(locationOf(file, lines, bad.offset), bad.message);
  return new Reader(file, body, lines, parseYaml(body)).read();
}

class Reader {
  readonly #parts = new WeakMap<object, PartOffsets>();
  readonly #built = new Map<Node, Value>();
  readonly #open = new Set<Node>();
  readonly #anchors = new Map<string, Node>();
  readonly #entries = new Map<Node, readonly MappingEntry[]>();
  readonly #duplicates: DuplicateKey[] = [];
  /** How many values a node is, and how many there are so far. */
  readonly #sizes = new Map<Node, number>();
  #size = 0;

  constructor(
    private readonly file: string,
    private readonly text: string,
    private readonly lines: readonly number[],
    private readonly parsed: ParsedYaml,
  ) {}

  read(): ConfigDocument {
    const { documents: list, mistake } = this.parsed;
    if (mistake) this.fail(mistake.offset, mistake.message);
    for (const document of list) {
      const error = document.errors[0];
      if (error) this.fail(error.pos[0], plainMessage(error.message, error.code));
    }
    const root = list[0]?.contents as Node | null | undefined;
    const second = list[1];
    if (second) {
      this.fail(second.range[0], "a second YAML document starts here; a kas file holds one");
    }
    return {
      file: this.file,
      root: root ? this.value(root) : null,
      rootOffset: this.parsed.original(Math.max(offsetOf(root ?? null), 0)),
      parts: this.#parts,
      lines: this.lines,
      duplicates: this.#duplicates,
    };
  }

  fail(offset: number, message: string): never {
    throw invalidYaml(locationOf(this.file, this.lines, this.parsed.original(offset)), message);
  }

  value(node: Node): Value {
    if (isAlias(node)) return this.#alias(node);
    const done = this.#built.get(node);
    if (done !== undefined) {
      this.#grow(this.#sizes.get(node) ?? 1, node);
      return done;
    }
    const before = this.#size;
    this.#grow(1, node);
    this.#open.add(node);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor) this.#anchors.set(anchor, node);
    const value = this.#construct(node);
    this.#open.delete(node);
    this.#built.set(node, value);
    this.#sizes.set(node, this.#size - before);
    return value;
  }

  #grow(values: number, node: Node): void {
    this.#size += values;
    if (this.#size > MOST_VALUES) this.fail(offsetOf(node), tooManyValues);
  }

  #alias(node: Alias): Value {
    const target = this.#anchors.get(node.source);
    if (!target) this.fail(offsetOf(node), `no anchor "&${node.source}" stands before this alias`);
    if (this.#open.has(target)) this.fail(offsetOf(node), "a value cannot contain itself");
    return this.value(target);
  }

  #construct(node: Node): Value {
    const tag = tagName(node);
    if (tag !== undefined && OPAQUE_TAGS.includes(tag)) return new Opaque(`!!${tag}`);
    if (isYamlMap(node)) {
      this.#expectTag(node, tag, "map");
      return this.#mapping(node);
    }
    if (isSeq(node)) {
      this.#expectTag(node, tag, "seq");
      return this.#sequence(node);
    }
    return this.#scalar(node as YamlScalar<string>, tag);
  }

  #expectTag(node: Node, tag: string | undefined, expected: string): void {
    if (tag !== undefined && tag !== expected) {
      this.fail(offsetOf(node), `the tag ${node.tag} is not known or does not fit here`);
    }
  }

  #scalar(node: YamlScalar<string>, tag: string | undefined): Scalar {
    const text = this.#text(node);
    const plain = node.type === "PLAIN" || node.type === undefined;
    if (tag === undefined && !plain) return text;
    const untyped = tag === undefined || tag === ANY_SCALAR;
    const type = untyped ? plainType(text) : tag as PlainType;
    if (type === "merge" || type === "value") {
      this.fail(offsetOf(node), `"${text}" has a meaning of its own in YAML: write it in quotes`);
    }
    if (!["null", "bool", "int", "float", "timestamp", "str"].includes(type)) {
      this.fail(offsetOf(node), `the tag ${node.tag} is not known or does not fit here`);
    }
    const value = parsePlain(text, type);
    if (value === undefined) this.fail(offsetOf(node), `"${shorten(text)}" is not a valid ${type}`);
    return value;
  }

  /** PyYAML adds no line break to a block scalar that the file ends in without one. */
  #text(node: YamlScalar<string>): string {
    const text = String(node.value ?? "");
    const cutOff = (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") &&
      !this.text.endsWith("\n") && (node.range?.[1] ?? 0) >= this.text.length;
    return cutOff && text.endsWith("\n") ? text.slice(0, -1) : text;
  }

  #sequence(node: YAMLSeq): Value[] {
    const parts: PartOffsets = { keys: new Map(), values: new Map() };
    const list: Value[] = [];
    this.#parts.set(list, parts);
    this.#built.set(node, list);
    for (const [index, item] of (node.items as Node[]).entries()) {
      parts.values.set(index, this.parsed.original(offsetOf(item)));
      list.push(this.value(item));
    }
    return list;
  }

  #mapping(node: YAMLMap): Value {
    const map = new Map<Key, Value>();
    const parts: PartOffsets = { keys: new Map(), values: new Map() };
    this.#parts.set(map, parts);
    this.#built.set(node, map);
    for (const entry of this.#flatten(node)) {
      parts.keys.set(entry.key, this.parsed.original(entry.keyOffset));
      parts.values.set(entry.key, this.parsed.original(entry.valueOffset));
      map.set(entry.key, entry.value());
    }
    return map;
  }

  /** The entries of a mapping in PyYAML's order: those it merges first, its own after them. */
  #flatten(node: YAMLMap): readonly MappingEntry[] {
    const known = this.#entries.get(node);
    if (known) return known;
    const merged = new Map<Key, MappingEntry>();
    const own: MappingEntry[] = [];
    const firsts = new Map<Key, number>();
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      if (isMergeKey(pair.key)) {
        for (const source of this.#mergeSources(pair)) {
          for (const entry of this.#flatten(source)) merged.set(entry.key, entry);
          this.#grow(this.#flatten(source).length, node);
        }
        continue;
      }
      const keyOffset = offsetOf(pair.key);
      const value = pair.value;
      const key = this.#key(pair.key);
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, keyOffset);
      else {
        const [offset, other] = [keyOffset, first].map((at) => this.parsed.original(at));
        this.#duplicates.push({ key, offset: offset!, first: other! });
      }
      own.push({
        key,
        keyOffset,
        valueOffset: value && offsetOf(value) >= 0 ? offsetOf(value) : keyOffset,
        value: () => value ? this.value(value) : null,
      });
    }
    const entries = [...merged.values(), ...own];
    this.#entries.set(node, entries);
    return entries;
  }

  #mergeSources(pair: Pair<Node, Node | null>): YAMLMap[] {
    const resolve = (node: Node | null): Node | null => {
      if (!node || !isAlias(node)) return node;
      this.value(node);
      return this.#anchors.get(node.source) ?? null;
    };
    const source = resolve(pair.value);
    const list = source && isSeq(source)
      ? (source.items as Node[]).map(resolve).reverse()
      : [source];
    return list.map((item) => {
      if (item && isYamlMap(item) && !this.#open.has(item)) return item;
      return this.fail(offsetOf(pair.key), '"<<" merges a mapping or a list of mappings');
    });
  }

  #key(node: Node | null): Key {
    if (!node) return null;
    if (isScalar(node) && node.type === "PLAIN" && !node.tag && node.value === "=") return "=";
    const value = this.value(node);
    if (value instanceof Float) return value.value;
    if (value instanceof Timestamp) return value.text;
    if (typeof value === "object" && value !== null) {
      this.fail(offsetOf(node), "a key must be a single value, not a list or a mapping");
    }
    return value;
  }
}

interface MappingEntry {
  readonly key: Key;
  readonly keyOffset: number;
  readonly valueOffset: number;
  readonly value: () => Value;
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? -1;
}

/** PyYAML takes `!` for the mark of a scalar that has the type of its text, quoted or not. */
const ANY_SCALAR = "!";

function tagName(node: Node): string | undefined {
  const tag = node.tag;
  if (tag === undefined) return undefined;
  if (tag === "!") return isYamlMap(node) ? "map" : isSeq(node) ? "seq" : ANY_SCALAR;
  return tag.startsWith(TAG_PREFIX) ? tag.slice(TAG_PREFIX.length) : tag;
}

function isMergeKey(node: Node | null): boolean {
  return isScalar(node) && node.type === "PLAIN" && node.value === "<<" && !node.tag;
}

/** The library's message without its own place, and with the remedy for the commonest mistake. */
function plainMessage(message: string, code: string): string {
  if (code === "TAB_AS_INDENT") return "a tab cannot indent; use blanks";
  const text = message.replace(/ at line \d+, column \d+[\s\S]*$/, "").trim();
  return text.charAt(0).toLowerCase() + text.slice(1);
}
