import { quoteArgv } from "../base/command.ts";
import { type Caller, describeAction } from "../base/plan.ts";
import { type ContainerSpec, type Mount, partsOf, variablesOf } from "./container_spec.ts";
import type { Launch } from "./launch.ts";
import { missingDirectories } from "./mounts.ts";
import { engineEnvironment, rootCommand } from "./privileges.ts";
import { type Content, literal, yamlFile } from "./yaml_file.ts";

/**
 * The launch as a compose file (https://compose-spec.io). Secret variables have no value in it:
 * they are the caller's when it is started.
 */
export function composeFile(launch: Launch, spec: ContainerSpec, caller: Caller): string {
  const variables = [...variablesOf(spec)].map(([name, value]) =>
    [name, value === undefined ? null : literal(value)] as const
  );
  const service = {
    image: literal(spec.image),
    command: spec.args.map(literal),
    pull_policy: has(spec, "no_pull") && "never",
    network_mode: has(spec, "no_network") && "none",
    user: has(spec, "root") && "root",
    working_dir: partsOf(spec, "workdir").at(-1)?.path,
    init: has(spec, "init"),
    tty: has(spec, "terminal"),
    stdin_open: has(spec, "terminal"),
    environment: Object.fromEntries(variables),
    volumes: partsOf(spec, "mount").map(bind),
    devices: partsOf(spec, "device").map(({ path }) => `${path}:${path}`),
    privileged: has(spec, "privileged"),
    cap_add: partsOf(spec, "capability").map(({ name }) => name),
    security_opt: partsOf(spec, "security_option").map(({ option }) => option),
    userns_mode: partsOf(spec, "user_namespace").at(-1)?.mode,
    logging: has(spec, "no_log") && { driver: "none" },
  };
  return yamlFile(notes(launch, spec, caller), {
    services: { kas: service },
    // podman-compose puts containers into a pod, which has one namespace for all.
    "x-podman": { in_pod: service.userns_mode === undefined ? undefined : false },
  });
}

type Mark = "root" | "init" | "terminal" | "privileged" | "no_log" | "no_network" | "no_pull";

const has = (spec: ContainerSpec, kind: Mark) => partsOf(spec, kind).length > 0 ? true : undefined;

function bind({ host, inside, access }: Mount): Content {
  return {
    type: "bind",
    source: literal(host),
    target: literal(inside),
    read_only: access === "ro" ? true : undefined,
  };
}

function notes(launch: Launch, { args, parts }: ContainerSpec, caller: Caller): string[] {
  const { engine, cwd } = launch.facts;
  const compose = [engine, "compose", "-f", "FILE", "run", "--rm", "kas"];
  const command = {
    argv: [...rootCommand(launch, parts), ...compose],
    cwd,
    env: engineEnvironment(launch),
  };
  return [
    `${quoteArgv(["kas", ...args])} in a container. To start it:`,
    ...[...missingDirectories(launch.facts), { kind: "attach", command } as const]
      .map((action) => `  ${describeAction(action, caller)}`),
  ];
}
