import { UserError } from "../base/errors.ts";
import type { Note } from "../base/log.ts";
import { type Document, locate, type Path } from "./document.ts";
import { readJson } from "./read_json.ts";
import { readYaml } from "./read_yaml.ts";
import { validateDocument } from "./validate.ts";
import { Float, isMap, type Value, type ValueMap } from "./value.ts";

/** One validated configuration file. */
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
  readonly path: Path;
}

export type FileFormat = "yaml" | "json";

/** The format that a file's name tells. @throws UserError for any other name */
export function fileFormat(file: string): FileFormat {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 ? name.slice(dot) : "";
  if (extension === ".json") return "json";
  if (extension === ".yml" || extension === ".yaml") return "yaml";
  throw new UserError(
    `Config file extension not recognized: ${file} (a kas file ends in .yml, .yaml or .json)`,
  );
}

/**
 * Reads and checks one configuration file.
 * @throws UserError with the places of what is wrong
 */
export function readKasFile(file: string, bytes: Uint8Array): KasFile {
  const document = readDocument(file, bytes);
  validateDocument(document);
  const root = document.root as ValueMap;
  const header = root.get("header") as ValueMap;
  const includes = (header.get("includes") ?? []) as Value[];
  const sourceDir = root.get("_source_dir");
  return {
    document,
    root,
    includes: includes.map((entry, index) => readInclude(entry, index)),
    sourceDir: typeof sourceDir === "string" ? sourceDir : undefined,
  };
}

/** Reads a configuration file without checking it: for who wants one key of it, fast. */
export function readDocument(file: string, bytes: Uint8Array): Document {
  const format = fileFormat(file);
  const text = decodeText(file, bytes);
  return format === "json" ? readJson(file, text) : readYaml(file, text);
}

function readInclude(entry: Value, index: number): Include {
  const path = ["header", "includes", index];
  if (!isMap(entry)) return { repo: undefined, file: entry as string, path };
  return { repo: entry.get("repo") as string, file: entry.get("file") as string, path };
}

/** The bytes as text; UTF-16 is known by its byte order mark, everything else is UTF-8. */
function decodeText(file: string, bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe
    ? "utf-16le"
    : bytes[0] === 0xfe && bytes[1] === 0xff
    ? "utf-16be"
    : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(`Configuration file is not ${encoding.toUpperCase()} text: ${file}`);
  }
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
    });
  }
  if (main && file.root.get("build_system") === "isar") {
    notes.push({
      level: "warning",
      message:
        "build_system: isar stands for isar-privileged today and might change its meaning. " +
        "Please use 'isar-privileged' or 'isar-rootless'.",
    });
  }
  return notes;
}

/** A user error at a place in this file. */
export function errorIn(file: KasFile, path: Path, message: string): UserError {
  return new UserError({
    kind: "config_file",
    fields: {},
    key: path,
    place: locate(file.document, path, "value"),
    message,
  });
}
