import type { Syntax } from "../base/arguments.ts";
import { parseArguments } from "../base/parse_arguments.ts";
import { unknownArguments } from "../commands/errors.ts";

/** What a command line of the entrypoint asks for. */
export type EntrypointRequest =
  /** Print the subordinate ids that would be written. */
  | { readonly kind: "idmap"; readonly options: IdMapOptions }
  /** Print all that would be done before `argv` starts. */
  | { readonly kind: "print_plan"; readonly argv: readonly string[] }
  | { readonly kind: "run"; readonly argv: readonly string[] };

/** What is asked about; what is undefined is this container's own. */
export interface IdMapOptions {
  /** Files in the form of /proc/PID/uid_map. */
  readonly uidMap: string | undefined;
  readonly gidMap: string | undefined;
  readonly user: string | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** Ranges of the caller on the host, START:COUNT. */
  readonly subuid: string | undefined;
  readonly subgid: string | undefined;
}

const IDMAP: Syntax = {
  program: "kas entrypoint idmap",
  positionals: [],
  options: ["uid-map", "gid-map", "user", "uid", "gid", "subuid", "subgid"].map((name) => ({
    flags: [`--${name}`],
    name,
    kind: name === "uid" || name === "gid" ? "number" : "text",
    help: "",
  })),
};

/**
 * Reads the command line of the entrypoint.
 * @param fromLauncher kas-container has started it: all words are kas's
 * @throws UserError or UsageError
 */
export function parseEntrypoint(
  argv: readonly string[],
  fromLauncher: boolean,
): EntrypointRequest {
  const [first, ...rest] = argv;
  if (first === "--print-plan") return { kind: "print_plan", argv: rest };
  if (first !== "idmap" || fromLauncher) return { kind: "run", argv };
  const { values, unknown } = parseArguments(IDMAP, rest);
  if (unknown.length > 0) throw unknownArguments(unknown);
  return {
    kind: "idmap",
    options: {
      uidMap: values.text("uid-map"),
      gidMap: values.text("gid-map"),
      user: values.text("user"),
      uid: values.number("uid"),
      gid: values.number("gid"),
      subuid: values.text("subuid"),
      subgid: values.text("subgid"),
    },
  };
}
