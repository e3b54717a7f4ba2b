import { literal, yamlFile } from "../container/yaml_file.ts";
import type { MatrixEntry } from "./entry.ts";

/** The hidden job that all others extend. */
const COMMON = ".kas-build";

/**
 * A child pipeline of GitLab CI, with a job for each entry
 * (https://docs.gitlab.com/ci/yaml/). What all jobs have in common is in a hidden one, so that a
 * file which the trigger includes behind this one can change it.
 */
export function gitlabPipeline(entries: readonly MatrixEntry[]): string {
  return yamlFile(["Made by kas matrix: a job for each build."], {
    // Without rules, there would be no job where a merge request has started the parent.
    workflow: { rules: [{ when: "always" }] },
    [COMMON]: { image: "$KAS_CONTAINER_IMAGE", script: ['kas build "$KAS_CONFIG"'] },
    ...Object.fromEntries(entries.map((entry) => [
      // By itself, a name could be one of GitLab's keywords.
      `build:${entry.name}`,
      { extends: COMMON, variables: jobVariables(entry) },
    ])),
  });
}

/** GitLab replaces variables in the values of others. */
function jobVariables({ config, machine, digest, image }: MatrixEntry) {
  return {
    KAS_CONFIG: literal(config),
    KAS_MACHINE: machine,
    KAS_DIGEST: digest ?? "",
    KAS_CONTAINER_IMAGE: literal(image),
  };
}
