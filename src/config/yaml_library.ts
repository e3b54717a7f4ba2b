import type { Document } from "./document.ts";

type ReadYaml = (file: string, text: string) => Document;

/** A file needs the YAML library, which is not there yet: `withYamlLibrary` gets it. */
class YamlLibraryNeeded extends Error {}

let readYaml: ReadYaml | undefined;

/** Reads a YAML file by the library. @throws UserError with the place of the first mistake */
export function readByLibrary(file: string, text: string): Document {
  if (!readYaml) throw new YamlLibraryNeeded(`${file} is read outside of withYamlLibrary`);
  return readYaml(file, text);
}

/**
 * Does work that reads files. Few of them need the library, whose code takes longer to load than
 * most files to read: if one does, it is loaded, and the work done again from its beginning.
 */
export async function withYamlLibrary<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof YamlLibraryNeeded)) throw error;
    ({ readYaml } = await import("./read_yaml.ts"));
    return work();
  }
}
