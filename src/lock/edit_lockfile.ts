import { UserError } from "../base/errors.ts";
import { type Document, locate, type Path } from "../config/document.ts";
import { readDocument } from "../config/read_document.ts";
import { isMap, mapAt, type Value, valueAt, type ValueMap } from "../config/value.ts";
import { writeJson } from "../config/write_json.ts";
import { writeYaml } from "../config/write_yaml.ts";

/** What a lockfile is to say from now on. */
export interface LockEdits {
  /** Repository ids and their new commits. */
  readonly commits: ReadonlyMap<string, string>;
  /** The version that the header needs; undefined to leave it. */
  readonly version: number | undefined;
}

/** How the file is written where it cannot be edited in place. */
export interface LockStyle {
  readonly indent: number;
  readonly sortKeys: boolean;
  /** Write all of it anew, in this style. */
  readonly rewrite: boolean;
}

/**
 * The text of a lockfile with these edits. Comments, order and spelling stay as they are
 * where the keys are there already or can be added as lines of their own; else, or when
 * asked to, the file is written anew.
 */
export function editLockfile(
  path: string,
  text: string,
  edits: LockEdits,
  style: LockStyle,
): string {
  const document = read(path, text);
  const wanted = applyEdits(document.root as ValueMap, edits);
  if (!style.rewrite) {
    const edited = editText(path, text, edits);
    if (edited !== undefined && isEqual(tryRead(path, edited)?.root, wanted)) return edited;
  }
  return path.endsWith(".json") ? `${writeJson(wanted, style)}\n` : writeYaml(wanted, style);
}

const read = (path: string, text: string): Document =>
  readDocument(path, new TextEncoder().encode(text));

function tryRead(path: string, text: string): Document | undefined {
  try {
    return read(path, text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}

/** The content with the edits, as a value. */
function applyEdits(root: ValueMap, edits: LockEdits): ValueMap {
  const result: ValueMap = new Map(root);
  if (edits.version !== undefined) {
    result.set("header", new Map(root.get("header") as ValueMap).set("version", edits.version));
  }
  const overrides: ValueMap = new Map(mapAt(root, "overrides"));
  const repos: ValueMap = new Map(mapAt(overrides, "repos"));
  for (const [id, commit] of edits.commits) {
    repos.set(id, new Map(mapAt(repos, id)).set("commit", commit));
  }
  return result.set("overrides", overrides.set("repos", repos));
}

function editText(path: string, text: string, edits: LockEdits): string | undefined {
  let edited: string | undefined = text;
  if (edits.version !== undefined) {
    edited = replaceScalar(path, edited, ["header", "version"], String(edits.version));
  }
  for (const [id, commit] of edits.commits) {
    if (edited === undefined) return undefined;
    const place = ["overrides", "repos", id, "commit"];
    edited = valueAt(read(path, edited).root, place) !== undefined
      ? replaceScalar(path, edited, place, commit)
      : addLock(path, edited, id, commit);
  }
  return edited;
}

/** Replaces one scalar; undefined for spellings with more to them (escapes, folded lines, blocks). */
function replaceScalar(path: string, text: string, place: Path, word: string): string | undefined {
  const start = offsetOf(read(path, text), place, "value");
  const token = /^(?:"[^"\\\n]*"|'[^'\n]*'|[A-Za-z0-9.]+)/.exec(text.slice(start))?.[0];
  if (token === undefined) return undefined;
  const quote = token.startsWith('"') || token.startsWith("'") ? token[0] : "";
  return `${text.slice(0, start)}${quote}${word}${quote}${text.slice(start + token.length)}`;
}

/** Adds the lock of a repository as lines of its own after those of the last one. */
function addLock(path: string, text: string, id: string, commit: string): string | undefined {
  const document = read(path, text);
  const repos = mapAt(mapAt(document.root as ValueMap, "overrides"), "repos");
  const last = [...repos.keys()].at(-1);
  if (path.endsWith(".json") || last === undefined || repos.has(id)) return undefined;
  const { line, column } = locate(document, ["overrides", "repos", last], "key");
  const lines = text.split("\n");
  const indent = " ".repeat(column - 1);
  const deeper = /^( *)\S/;
  let end = line;
  for (let next = line; next < lines.length; next++) {
    const blanks = deeper.exec(lines[next]!)?.[1];
    if (blanks === undefined) continue;
    if (blanks.length <= indent.length) break;
    end = next + 1;
  }
  const inner = deeper.exec(lines[line] ?? "")?.[1] ?? `${indent}  `;
  const key = writeYaml(new Map([[id, null]]), { indent: 2, sortKeys: false }).trimEnd();
  lines.splice(end, 0, `${indent}${key}`, `${inner}commit: ${commit}`);
  return lines.join("\n");
}

function offsetOf(document: Document, place: Path, what: "key" | "value"): number {
  const { line, column } = locate(document, place, what);
  return document.lines[line - 1]! + column - 1;
}

function isEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (isMap(a) && isMap(b)) {
    return a.size === b.size && [...a].every(([key, value]) => isEqual(value, b.get(key)));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => isEqual(value, b[index]));
  }
  return a === b;
}
