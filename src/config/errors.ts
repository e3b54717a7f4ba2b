import { quoteWord } from "../base/command.ts";
import { UserError, userError } from "../base/errors.ts";
import { type CommandLine, lineWithFile } from "../base/joined_words.ts";
import type { KeyPath, Location, Problem } from "../base/problem.ts";
import { didYouMean, nearest } from "../base/suggest.ts";
import { locateKey, type PlacedFiles } from "./config_place.ts";
import { type Document, type DuplicateKey, locate, locationOf } from "./document.ts";
import { FORMAT_VERSIONS } from "./format_versions.ts";
import type { KasFile } from "./kas_file.ts";
import type { NearProject } from "./near_project.ts";
import { describeSchema, knownKeys, offeredValues, type Schema } from "./schema.ts";
import { keyText, kindOf, pathText, shorten, type Value } from "./value.ts";

/** One entry of `header.includes`, for what is wrong with the file it names. */
export interface IncludePlace {
  readonly document: Document;
  readonly path: KeyPath;
}

/** A user error about a key of the merged configuration, at its place in the project's files. */
export function configError(
  config: { readonly files: PlacedFiles },
  key: KeyPath,
  message: string,
  kind = "config",
  fields: Problem["fields"] = {},
): UserError {
  return new UserError(configProblem(config.files, key, kind, fields, message));
}

function configProblem(
  files: PlacedFiles,
  key: KeyPath,
  kind: string,
  fields: Problem["fields"],
  message: string,
): Problem {
  const place = locateKey(files, key);
  return { kind, fields, key, message, ...(place && { place }) };
}

/** @param key a key that YAML took for another type */
export function keyNotText(files: PlacedFiles, key: KeyPath): Problem {
  const message = `${pathText(key)}: the key is not a string: write it in quotes`;
  return configProblem(files, key, "key_not_text", { key: key.at(-1) }, message);
}

// What is wrong in one file, by the schema.

export function emptyFile(document: Document): Problem {
  const message = 'the file is empty; a kas file starts with "header:" and its "version:"';
  return inFile(document, [], "value", "empty_file", {}, message);
}

export function unknownKey(document: Document, key: KeyPath, schema: Schema): Problem {
  const known = knownKeys(schema);
  const name = keyText(key.at(-1)!);
  const near = didYouMean(name, known);
  const remedy = near || (known.length <= 8 ? `; known are: ${known.join(", ")}` : "");
  const message = `${pathText(key)}: unknown key${remedy}`;
  const fields = { name, known, suggestion: nearest(name, known) };
  return inFile(document, key, "key", "unknown_key", fields, message);
}

export function duplicateKey(document: Document, { key, offset, first }: DuplicateKey): Problem {
  const { file, lines } = document;
  const name = keyText(key);
  const before = locationOf(file, lines, first).line;
  const message = `the key "${
    shorten(name)
  }" stands in line ${before} already; only the last one counts`;
  const place = locationOf(file, lines, offset);
  return { kind: "duplicate_key", fields: { name, before }, key: [key], place, message };
}

/** @param map the key whose value lacks the key `name` */
export function missingKey(document: Document, map: KeyPath, name: string): Problem {
  const message = `${prefix(map)}the key "${name}" is missing`;
  return inFile(document, map, "key", "missing_key", { name }, message);
}

export function incompleteSigner(document: Document, key: KeyPath): Problem {
  const message = `${pathText(key)}: needs either "path" (with "repo") or ` +
    '"gpg_keyserver" (with "fingerprint")';
  return inFile(document, key, "key", "incomplete_signer", {}, message);
}

export function wrongValue(
  document: Document,
  key: KeyPath,
  value: Value,
  schema: Schema,
): Problem {
  const offered = typeof value === "string" ? offeredValues(schema) : [];
  const near = didYouMean(String(value), offered);
  const tooNew = pathText(key) === "header.version" && typeof value === "number" &&
      value > FORMAT_VERSIONS.last
    ? "; the file needs a newer kas"
    : "";
  const expected = describeSchema(schema);
  const found = kindOf(value);
  const message = `${prefix(key)}must be ${expected}, not ${found}${near}${tooNew}`;
  const fields = { expected, found, suggestion: nearest(String(value), offered) };
  return inFile(document, key, "value", "wrong_value", fields, message);
}

const prefix = (key: KeyPath) => key.length ? `${pathText(key)}: ` : "";

function inFile(
  document: Document,
  key: KeyPath,
  what: "key" | "value",
  kind: string,
  fields: Problem["fields"],
  message: string,
): Problem {
  return { kind, fields, key, place: locate(document, key, what), message };
}

// What cannot be read or written at all.

/** @param most what is allowed, in bytes */
export function fileTooLarge(file: string, size: number, most: number): UserError {
  const message = `${file} is too large (${size} bytes): ${most} bytes are the most`;
  return userError("file_too_large", { file, size, most }, message);
}

export function invalidYaml(place: Location, reason: string): UserError {
  return userError("invalid_yaml", { reason }, `not valid YAML: ${reason}`, place);
}

export function invalidJson(place: Location, reason: string): UserError {
  return userError("invalid_json", { reason }, `not valid JSON: ${reason}`, place);
}

export function notText(file: string, encoding: string): UserError {
  const message = `Configuration file is not ${encoding.toUpperCase()} text: ${file}`;
  return userError("not_text", { file, encoding }, message);
}

export function unknownExtension(file: string): UserError {
  const message =
    `Config file extension not recognized: ${file} (a kas file ends in .yml, .yaml or .json)`;
  return userError("unknown_extension", { file }, message);
}

export function unwritableTag(tag: string): UserError {
  return userError("unwritable_value", { tag }, `a value tagged ${tag} cannot be written`);
}

export function unwritableDate(date: string): UserError {
  const message = `the date ${date} cannot be written as JSON: write it in quotes`;
  return userError("unwritable_value", { date }, message);
}

/** @param found the character, as U+001B */
export function hiddenCharacterAt(
  document: Document,
  key: KeyPath,
  what: "key" | "value",
  found: string,
): Problem {
  const message = `${pathText(key)}: the character ${found} cannot stand here`;
  return inFile(document, key, what, "hidden_character", { found }, message);
}

/** @param reason why it is none */
export function unusableName(
  files: PlacedFiles,
  key: KeyPath,
  name: string,
  reason: string,
): Problem {
  const message = `${pathText(key)}: "${shorten(name)}" ${reason}`;
  return configProblem(files, key, "unusable_name", { name, reason }, message);
}

/** As `unusableName`, for what a variable or the command line says. */
export function unusableSetting(setting: string, name: string, found: string): UserError {
  const message = `${setting}: "${shorten(name)}" cannot have ${found}`;
  return userError("unusable_setting", { setting, name, found }, message);
}

// Which files belong to the configuration.

/** @param at the include that names it; undefined for a file of the command line */
export function fileNotFound(file: string, at: IncludePlace | undefined): Problem {
  return ofInclude("file_not_found", { file }, `Configuration file not found: ${file}`, at);
}

/** No project file was named, and the one that is taken then is not there. */
export function projectNotNamed(
  file: string,
  near: NearProject | undefined,
  line: CommandLine,
): UserError {
  const offer = near ? nearProject(near, line) : 'write a first one with "kas init"';
  const message = `Configuration file not found: ${file}, and none was named; ${offer}`;
  return userError("project_not_named", { file, near }, message);
}

/** Where a project is that may be meant, and how it is named. @param line what was called */
export function nearProject({ directory, name, isHere }: NearProject, line: CommandLine): string {
  const named = lineWithFile(line, name);
  return isHere
    ? `${name} is here: ${named}`
    : `a project is in ${directory}: cd ${quoteWord(directory)} && ${named}`;
}

/** @param submodule path of the git submodule of `repository` that holds the file and is empty */
export function fileInSubmodule(
  problem: Problem,
  submodule: string,
  repository: string,
): Problem {
  const message = `${problem.message}: the git submodule ${submodule} is not checked out, ` +
    `run "git submodule update --init" in ${repository}`;
  return { ...problem, fields: { ...problem.fields, submodule, repository }, message };
}

export function fileIsDirectory(file: string, at: IncludePlace | undefined): Problem {
  const message = `Config file extension not recognized: ${file} is a directory`;
  return ofInclude("file_is_directory", { file }, message, at);
}

/** @param files the cycle, the first file being the last, too */
export function includeCycle(files: readonly string[], at: IncludePlace | undefined): Problem {
  return ofInclude("include_cycle", { files }, `include cycle: ${files.join(" -> ")}`, at);
}

/** @param most levels that are allowed */
export function includesTooDeep(most: number, at: IncludePlace | undefined): Problem {
  const message = `files include each other over more than ${most} levels`;
  return ofInclude("includes_too_deep", { most }, message, at);
}

export function includeOutside(file: string, repository: string, at: IncludePlace): Problem {
  const message = `include ${file} resolves outside repository ${repository}`;
  return ofInclude("include_outside", { file, repository }, message, at);
}

/** Includes of repositories that the configuration does not have. */
export function includesUnreachable(
  { files, repos }: {
    readonly files: readonly { readonly file: Pick<KasFile, "document" | "includes"> }[];
    readonly repos: ReadonlyMap<string, unknown>;
  },
  missing: readonly string[],
): UserError {
  const names = [...repos.keys()];
  const each = new Set(files.map(({ file }) => file));
  return new UserError(
    [...each].flatMap(({ document, includes }) =>
      includes.filter(({ repo }) => repo !== undefined && missing.includes(repo)).map((include) => {
        const repo = include.repo!;
        const message =
          `${pathText(include.path)}: Could not fetch all repos needed by includes. ` +
          `Missing repos: ${shorten(repo)}${didYouMean(repo, names)}`;
        const key = [...include.path, "repo"];
        return inFile(document, key, "value", "includes_unreachable", { missing: repo }, message);
      })
    ),
  );
}

/** A problem that has no place of its own, at the include that led to it. */
export function placedAt(problem: Problem, at: IncludePlace | undefined): Problem {
  return problem.place || !at
    ? problem
    : ofInclude(problem.kind, problem.fields, problem.message, at);
}

function ofInclude(
  kind: string,
  fields: Problem["fields"],
  message: string,
  at: IncludePlace | undefined,
): Problem {
  if (!at) return { kind, fields, message };
  return inFile(at.document, at.path, "value", kind, fields, message);
}

export function misplacedSourceDir(document: Document): Problem {
  const message = "'_source_dir' is only allowed in the top-level kas configuration";
  return inFile(document, ["_source_dir"], "value", "misplaced_source_dir", {}, message);
}

export function differentRepositories(files: readonly string[]): UserError {
  return userError(
    "different_repositories",
    { files },
    "All concatenated config files must belong to the same repository or all must be " +
      `outside of versioning control: ${files.join(", ")}`,
  );
}

// What the environment says.

export function invalidCloneDepth(depth: string): UserError {
  const message = `KAS_CLONE_DEPTH must be a number, not "${depth}"`;
  return userError("invalid_clone_depth", { depth }, message);
}

export function configurationNotRead(): UserError {
  return userError(
    "configuration_not_read",
    {},
    "the configuration was not read: do not skip init_setup_repos",
  );
}
