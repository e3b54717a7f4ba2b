import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import type { Environment } from "../base/command.ts";
import {
  configEnvironment,
  distroOf,
  NO_OVERRIDES,
  targetsOf,
  taskOf,
} from "../config/build_settings.ts";
import type { Value, ValueMap } from "../config/value.ts";
import { writeJson } from "../config/write_json.ts";
import { isManaged, type Repo } from "../repo/repo.ts";
import { patchKey, type ProjectFacts } from "./project_facts.ts";
import { pinnedCommit, unknowns } from "./unknowns.ts";

/** To be raised when the same build is described in another way. */
const FORM = 1;

/** Keys that say where a configuration comes from, or what others of these say already. */
const NOT_BUILT = [
  ...["header", "_source_dir", "_source_dir_host", "menu_configuration", "proxy_config"],
  ...["defaults", "overrides"],
];

/** SHA-256 over all that decides on what is built; null where a part of it is not known. */
export function buildDigest(
  facts: ProjectFacts,
  machine: string,
  env: Environment,
): string | null {
  if (unknowns(facts).length > 0) return null;
  const inputs = writeJson(buildInputs(facts, machine, env), { indent: 0, sortKeys: true });
  return createHash("sha256").update(inputs).digest("hex");
}

/** What decides on a build, whatever the project is called and wherever it lies. */
function buildInputs(facts: ProjectFacts, machine: string, env: Environment): ValueMap {
  const { config, repos } = facts;
  const inputs: ValueMap = new Map(config.root);
  for (const key of NOT_BUILT) inputs.delete(key);
  return inputs
    .set("form", FORM)
    .set("build_system", config.buildSystem)
    .set("machine", machine)
    .set("distro", distroOf(config, env))
    .set("target", targetsOf(config, env, NO_OVERRIDES))
    .set("task", taskOf(config, env, NO_OVERRIDES))
    .set("env", new Map(configEnvironment(config, env)))
    .set("repos", new Map(repos.map((repo) => [repo.id, repoInputs(repo, facts)])));
}

function repoInputs(repo: Repo, facts: ProjectFacts): ValueMap {
  const path = facts.config.repos.get(repo.id)?.path ?? null;
  const tree = (directory: string): Value => {
    const content = facts.contents.get(directory);
    return content?.kind === "tree" ? content.id : null;
  };
  return new Map<string, Value>([
    // Layers of the same priority are sorted by it.
    ["name", repo.name],
    ["type", repo.type],
    ["path", path === null || isAbsolute(path) ? null : path],
    // A commit is the same wherever it is fetched from.
    ["commit", isManaged(repo) ? pinnedCommit(repo)! : null],
    ["tree", tree(repo.path)],
    [
      "layers",
      new Map(repo.layers.map(({ name, priority, path }) => [name, [priority, tree(path)]])),
    ],
    ["signers", repo.allowedSigners ? [...repo.allowedSigners] : null],
    [
      "patches",
      repo.patches.flatMap(({ id, repo: holder, path }): Value[] => {
        const files = facts.patches.get(patchKey(repo.id, id));
        // The holder's commit says what is at the path.
        return files?.map(({ strip, digest }) => [strip, digest]) ?? [[holder, path]];
      }),
    ],
  ]);
}
