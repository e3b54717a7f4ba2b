import { UserError } from "../base/errors.ts";
import type { Checked } from "../base/problem.ts";
import { type KasFile, kasFile, unreadableFile } from "./kas_file.ts";
import { readDocument } from "./read_document.ts";
import { validateDocument } from "./validate.ts";

/** Reads and checks one configuration file. What is wrong with it is told, not thrown. */
export function readKasFile(file: string, bytes: Uint8Array): Checked<KasFile> {
  try {
    const document = readDocument(file, bytes);
    return { value: kasFile(document), notes: [], problems: validateDocument(document) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return unreadableFile(file, error.problems);
  }
}
