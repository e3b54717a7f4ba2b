import type { Arguments, Option } from "../base/arguments.ts";
import { optionOfOther } from "../bundle/errors.ts";
import { createBundle } from "./bundle_create.ts";
import { CREATE_OPTIONS, readCreate } from "./bundle_create_options.ts";
import { IMPORT_OPTIONS, importBundle, readImport } from "./bundle_import.ts";
import { LIST_OPTIONS, listBundle, readList, readVerify, verifyBundle } from "./bundle_look.ts";
import { type CommandContext, type CommandDefinition, defineCommand } from "./command.ts";
import { SIGNER_OPTIONS } from "./bundle_signers.ts";

/** What is done with a bundle: options of its own, and the work that a line asks for. */
interface Action {
  readonly options: readonly Option[];
  prepare(args: Arguments): (context: CommandContext) => Promise<number>;
}

function action<O>(
  options: readonly Option[],
  read: (args: Arguments) => O,
  run: (context: CommandContext, options: O) => Promise<number>,
): Action {
  const { prepare } = defineCommand({ options, positionals: [], read, run });
  return { options, prepare };
}

const ACTIONS: Readonly<Record<string, Action>> = {
  create: action(CREATE_OPTIONS, readCreate, createBundle),
  verify: action(SIGNER_OPTIONS, readVerify, verifyBundle),
  list: action(LIST_OPTIONS, readList, listBundle),
  import: action([...SIGNER_OPTIONS, ...IMPORT_OPTIONS], readImport, importBundle),
};

export const bundle: CommandDefinition = {
  options: [...CREATE_OPTIONS, ...LIST_OPTIONS, ...IMPORT_OPTIONS, ...SIGNER_OPTIONS],
  positionals: [
    {
      name: "action",
      arity: "one",
      choices: Object.keys(ACTIONS),
      help: "create, verify, list or import.",
    },
    {
      name: "file",
      arity: "many",
      offers: "project",
      help: "For create: project files, joined by colons. Else: the bundle, all its volumes.",
    },
  ],
  examples: [
    ["kas bundle create kas.yml -o a.tar", "There: kas bundle import a.tar --into DIR"],
  ],
  prepare(args) {
    const name = args.text("action")!;
    const chosen = ACTIONS[name]!;
    for (const [other, { options }] of Object.entries(ACTIONS)) {
      const foreign = options.find((option) =>
        !chosen.options.some((own) => own.name === option.name) &&
        (args.flag(option.name) || args.list(option.name).length > 0)
      );
      if (foreign !== undefined) throw optionOfOther(foreign.flags.at(-1)!, other, name);
    }
    return chosen.prepare(args);
  },
};
