import { join } from "node:path";
import { quoteArgv } from "../../base/command.ts";
import type { BuildSystem } from "../../config/config.ts";
import { CREDENTIAL_FILES } from "../../container/credentials.ts";
import type { Engine } from "../../container/facts.ts";
import { FORWARDED_DIRECTORIES } from "../../container/forwarded_directories.ts";
import type { WorkingEngine } from "../../doctor/facts.ts";
import type { Finished, Host } from "../../host/host.ts";
import { probe } from "../container/probe.ts";
import { lastWords } from "./last_words.ts";
import { LimitedHost } from "./limited_host.ts";
import { PRINT_MAPS, readMaps } from "./namespace_trial.ts";

/** An image may have to be copied for its first container, in milliseconds. */
const LIMIT = 120_000;

/** This very program. */
const PROGRAM = "/proc/self/exe";

/**
 * Lets this program start a shell in a container as kas-container does it, in a small project of
 * its own, and in isar-rootless a user namespace inside.
 * @param directory a private one, where the project goes
 */
export async function tryContainer(
  host: Host,
  limited: LimitedHost,
  buildSystem: BuildSystem,
  engine: Engine,
  image: string,
  directory: string,
): Promise<WorkingEngine["container"]> {
  const rootless = buildSystem === "isar-rootless";
  const name = `kas-doctor-${host.uniqueName()}`;
  const project = writeProject(host, directory, buildSystem);
  const act = rootless
    ? quoteArgv(["unshare", "--map-auto", "--map-root-user", "sh", "-c", PRINT_MAPS])
    : "true";
  // With a rootless docker, what builder has made belongs to a subordinate id here.
  const script = `${act}; status=$?; cd /; rm -rf /work/*; exit $status`;
  const argv = [
    ...[host.realPath(PROGRAM), "container"],
    ...(buildSystem === "openembedded" ? [] : [`--${buildSystem}`]),
    ...["--runtime-args", `--network=none --pull=never --name=${name}`],
    ...["shell", project, "-c", script],
  ];
  const env = {
    ...withoutProject(host.env),
    KAS_WORK_DIR: join(directory, "work"),
    KAS_CONTAINER_ENGINE: engine,
    KAS_CONTAINER_IMAGE: image,
  };
  let ended: Finished | undefined;
  try {
    ended = await limited.run({ argv, cwd: directory, env }, LIMIT);
  } finally {
    // docker's daemon goes on with what nobody waits for any more.
    if (ended?.status !== 0) await removeContainer(host, engine, name);
  }
  if (ended.status !== 0) return { kind: "failed", reason: lastWords(ended.stderr) };
  if (!rootless) return { kind: "worked", found: undefined };
  const maps = readMaps(ended.stdout);
  return maps
    ? { kind: "worked", found: maps }
    : { kind: "failed", reason: "its user namespace has no id maps" };
}

/** Removes a container, also when the run is being stopped. */
async function removeContainer(host: Host, engine: Engine, name: string): Promise<void> {
  const unstopped = new LimitedHost(host, new AbortController().signal);
  await probe(unstopped.withEnvironment(host.env), engine, "rm", "--force", name);
}

/** A project with nothing in it but a script that sets up no build environment. */
function writeProject(host: Host, directory: string, buildSystem: BuildSystem): string {
  const project = join(directory, "project");
  const init = buildSystem === "openembedded" ? "oe-init-build-env" : "isar-init-build-env";
  // What the container's ids are here, only docker knows; nobody else can enter the directory.
  host.makeDirectory(join(directory, "work"), 0o777);
  host.makeDirectory(project, 0o755);
  host.write(join(project, init), 'mkdir -p "$1/conf"\n', 0o755);
  const file = join(project, "kas.yml");
  const text = `header: {version: 16}\nbuild_system: ${buildSystem}\nrepos: {doctor: }\n`;
  host.write(file, text, 0o644);
  return file;
}

/** The caller's variables, but for those that tell of projects, caches and credentials. */
function withoutProject(env: Host["env"]): Host["env"] {
  const others = [...Object.keys(FORWARDED_DIRECTORIES), ...Object.keys(CREDENTIAL_FILES)];
  return Object.fromEntries(
    Object.entries(env).filter(([name]) =>
      !others.includes(name) && !/^(?:KAS_(?!ALLOW_ROOT)|AWS_|SSH_PRIVATE_KEY)/.test(name)
    ),
  );
}
