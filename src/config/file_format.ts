import { extname } from "node:path";

export type FileFormat = "yaml" | "json";

const FORMATS: ReadonlyMap<string, FileFormat> = new Map([
  [".json", "json"],
  [".yml", "yaml"],
  [".yaml", "yaml"],
]);

/** The format that a file's name tells; undefined for one that is no configuration file's. */
export function formatOfName(file: string): FileFormat | undefined {
  return FORMATS.get(extname(file));
}

/** Whether the name is one of a configuration file. */
export function isKasFileName(file: string): boolean {
  return formatOfName(file) !== undefined;
}
