import { type Arguments, flagOption, type Option } from "../base/arguments.ts";
import { depthNotPositive, oneProject, outputMissing } from "../bundle/errors.ts";
import { parseSize } from "../bundle/size.ts";
import type { Downloads } from "../run/bundle/gather_downloads.ts";
import { BUILD_STEPS } from "../run/step_names.ts";
import type { ProjectRequest } from "./open_project.ts";
import { readSetupOptions } from "./setup_options.ts";

export interface CreateOptions {
  readonly config: string | undefined;
  readonly project: Pick<ProjectRequest, "setup">;
  /** Where the bundle goes, as it was typed; undefined only for a dry run. */
  readonly output: string | undefined;
  readonly depth: number;
  readonly downloads: Downloads | undefined;
  readonly sstate: boolean;
  readonly withKas: boolean;
  /** The image that is put in, as it was typed; empty for that of the project. */
  readonly image: string | undefined;
  readonly since: string | undefined;
  /** Bytes of a volume. */
  readonly maxSize: number | undefined;
  /** The key to sign with, as it was typed. */
  readonly sign: string | undefined;
  readonly dryRun: boolean;
}

export const CREATE_OPTIONS: readonly Option[] = [
  {
    flags: ["-o", "--output"],
    name: "output",
    kind: "text",
    metavar: "FILE",
    offers: "file",
    help: "create: the bundle to write (required).",
  },
  {
    flags: ["--depth"],
    name: "depth",
    kind: "number",
    metavar: "N",
    help: "create: only N commits of each history. All by default.",
  },
  {
    flags: ["--downloads"],
    name: "downloads",
    kind: "text",
    bare: "fetch",
    choices: ["fetch", "present"],
    metavar: "HOW",
    help:
      "create: with downloads. present: all in DL_DIR; fetch, the default: what bitbake fetches.",
  },
  flagOption("sstate", "create: with shared state."),
  {
    flags: ["--image"],
    name: "image",
    kind: "text",
    metavar: "REF",
    bare: "",
    help: "create: with the project's container image, or REF.",
  },
  flagOption("with-kas", "create: put this program in, too."),
  {
    flags: ["--since"],
    name: "since",
    kind: "text",
    metavar: "BUNDLE",
    offers: "file",
    help: "create: leave out what this one has. A manifest will do, too.",
  },
  {
    flags: ["--max-size"],
    name: "max-size",
    kind: "text",
    metavar: "SIZE",
    help: "create: cut it into volumes: 650M, 4.3G.",
  },
  {
    flags: ["--sign"],
    name: "sign",
    kind: "text",
    metavar: "KEY",
    offers: "file",
    help: "create: sign with an ssh key. A public one stands for that in the agent.",
  },
  flagOption("dry-run", "create: list what would be in it; write nothing."),
];

export function readCreate(args: Arguments): CreateOptions {
  const [config, ...more] = args.list("file");
  if (more.length > 0) throw oneProject([config!, ...more]);
  const output = args.text("output");
  const dryRun = args.flag("dry-run");
  if (!output && !dryRun) throw outputMissing();
  const depth = args.number("depth") ?? 0;
  if (args.number("depth") !== undefined && depth < 1) throw depthNotPositive(depth);
  const maxSize = args.text("max-size");
  const downloads = args.text("downloads") as Downloads | undefined;
  return {
    config,
    project: {
      setup: readSetupOptions(args, {
        reads: true,
        // bitbake fetches in a directory that is set up as for a build.
        skip: downloads === "fetch" ? [] : BUILD_STEPS,
        warnUnpinned: false,
      }),
    },
    output,
    depth,
    downloads,
    sstate: args.flag("sstate"),
    withKas: args.flag("with-kas"),
    image: args.text("image"),
    since: args.text("since"),
    maxSize: maxSize === undefined ? undefined : parseSize(maxSize),
    sign: args.text("sign"),
    dryRun,
  };
}
