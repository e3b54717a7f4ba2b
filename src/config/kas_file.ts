import type { Note } from "../base/log.ts";
import type { Checked, KeyPath, Problem } from "../base/problem.ts";
import { type Document, locate } from "./document.ts";
import { Float, isMap, type Value, valueAt, type ValueMap } from "./value.ts";

/** One configuration file, as far as it could be read. */
export interface KasFile {
  readonly document: Document;
  readonly root: ValueMap;
  readonly includes: readonly Include[];
  /** Root of the repository that `kas menu` wrote this file for, instead of the file's own. */
  readonly sourceDir: string | undefined;
}

/** One entry of `header.includes`. */
export interface Include {
  /** Key of the repository that holds the file; undefined for the including file's own. */
  readonly repo: string | undefined;
  readonly file: string;
  readonly path: KeyPath;
}

/** A file of which only is known why it cannot be read. */
export function unreadableFile(file: string, problems: readonly Problem[]): Checked<KasFile> {
  const parts: Document["parts"] = new WeakMap();
  const document = { file, root: new Map(), rootOffset: 0, parts, lines: [0], duplicates: [] };
  return { value: kasFile(document), notes: [], problems };
}

/** What of a document its includes go by; its values are what they are. */
export function kasFile(document: Document): KasFile {
  const root = isMap(document.root) ? document.root : new Map();
  const includes = valueAt(root, ["header", "includes"]);
  const sourceDir = root.get("_source_dir");
  return {
    document,
    root,
    includes: (Array.isArray(includes) ? includes : []).flatMap(readInclude),
    sourceDir: typeof sourceDir === "string" ? sourceDir : undefined,
  };
}

/** The include, if it has the form of one. */
function readInclude(entry: Value, index: number): Include[] {
  const path = ["header", "includes", index];
  if (typeof entry === "string") return [{ repo: undefined, file: entry, path }];
  const [repo, file] = isMap(entry) ? [entry.get("repo"), entry.get("file")] : [];
  return typeof repo === "string" && typeof file === "string" ? [{ repo, file, path }] : [];
}

/** The version of the file format that the file states; "0.10" is version 1. */
export function formatVersion(root: ValueMap): number {
  const version = (root.get("header") as ValueMap).get("version");
  if (version === "0.10") return 1;
  return version instanceof Float ? version.value : Number(version);
}

/** Warnings about keys whose use is discouraged. `main` is the first file on the command line. */
export function deprecationNotes(file: KasFile, main: boolean): Note[] {
  const notes: Note[] = [];
  const proxies = file.root.get("proxy_config");
  if (isMap(proxies) && proxies.size > 0) {
    notes.push({
      level: "warning",
      message: "Obsolete proxy_config detected. This has no effect and will be rejected soon.",
      key: ["proxy_config"],
      place: locate(file.document, ["proxy_config"], "key"),
    });
  }
  if (main && file.root.get("build_system") === "isar") {
    notes.push({
      level: "warning",
      message: "The semantics of build_system: isar might change in the future. " +
        "Please use 'isar-privileged' or 'isar-rootless'.",
      key: ["build_system"],
      place: locate(file.document, ["build_system"], "value"),
    });
  }
  return notes;
}
