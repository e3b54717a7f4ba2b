import { type UserError, userError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";

/** A word that names no build system. @param known those that there are */
export function unknownMode(mode: string, known: readonly string[]): UserError {
  return userError(
    "unknown_mode",
    { mode },
    `"${mode}" is no build system (known: ${known.join(", ")})${didYouMean(mode, known)}`,
  );
}
