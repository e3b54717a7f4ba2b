import { resolve } from "node:path";
import type { Arguments, Option } from "../base/arguments.ts";
import { importBundle as importVolumes } from "../run/bundle/import_bundle.ts";
import { Meter } from "../run/bundle/meter.ts";
import { bundleFiles, openBundle, type VerifyOptions } from "./bundle_look.ts";
import { readSigners } from "./bundle_signers.ts";
import type { CommandContext } from "./command.ts";

export interface ImportOptions extends VerifyOptions {
  /** The directory to make a work directory of, as it was typed. */
  readonly into: string | undefined;
}

export const IMPORT_OPTIONS: readonly Option[] = [
  {
    flags: ["--into"],
    name: "into",
    kind: "text",
    metavar: "DIR",
    offers: "directory",
    help: "import: make a work directory of DIR. A bare kas build there does the rest.",
  },
];

export function readImport(args: Arguments): ImportOptions {
  return { files: bundleFiles(args, "import"), into: args.text("into"), ...readSigners(args) };
}

export async function importBundle(
  context: CommandContext,
  options: ImportOptions,
): Promise<number> {
  const { host, log } = context;
  const { session, heads } = await openBundle(context, options);
  const into = options.into === undefined ? undefined : resolve(host.cwd, options.into);
  await importVolumes(session, heads, into, new Meter(host, log));
  const { manifest, digest } = heads[0]!;
  for (const missing of manifest.missing) log.warning(`The bundle lacks ${missing}`);
  log.info(`Imported the bundle with the manifest ${digest}`);
  if (into !== undefined) log.info(`In ${into}, kas checkout and kas build do the rest`);
  else log.info("kas build --offline builds the project of your own files");
  return 0;
}
