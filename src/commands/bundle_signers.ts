import { resolve } from "node:path";
import { type Arguments, flagOption, type Option } from "../base/arguments.ts";
import { signersNotNamed } from "../bundle/errors.ts";

/** Whose signature a bundle must have. */
export interface SignerOptions {
  /** ssh's file of signers, as it was typed; undefined where nobody was named. */
  readonly allowedSigners: string | undefined;
}

export const SIGNER_OPTIONS: readonly Option[] = [
  {
    flags: ["--allowed-signers"],
    name: "allowed-signers",
    kind: "text",
    metavar: "FILE",
    offers: "file",
    help: "verify, import: require a signature of these (ssh).",
  },
  flagOption("require-signature", "verify, import: refuse what is not signed."),
];

/** @throws UserError if a signature is required of nobody in particular */
export function readSigners(args: Arguments): SignerOptions {
  const allowedSigners = args.text("allowed-signers");
  if (args.flag("require-signature") && allowedSigners === undefined) throw signersNotNamed();
  return { allowedSigners };
}

export const signersFile = ({ allowedSigners }: SignerOptions, cwd: string) =>
  allowedSigners === undefined ? undefined : resolve(cwd, allowedSigners);
