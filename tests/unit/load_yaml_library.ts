// Tests of what reads files without waiting import this: the YAML library is there then.
import { readByLibrary, withYamlLibrary } from "../../src/config/yaml_library.ts";

await withYamlLibrary(() => readByLibrary("any.yml", "a: 1\n"));
