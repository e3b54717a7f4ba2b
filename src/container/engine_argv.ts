import type { ContainerPart, ContainerSpec } from "./container_spec.ts";

/** The command line by which podman or docker runs the container. */
export function engineArgv(engine: string, { image, args, parts }: ContainerSpec): string[] {
  return [engine, "run", ...parts.flatMap(words), image, ...args];
}

function words(part: ContainerPart): readonly string[] {
  switch (part.kind) {
    case "variable":
      return ["-e", `${part.name}=${part.value}`];
    // The engine takes the value of a lone name from its environment: everybody can read
    // command lines.
    case "callers_variable":
      return ["-e", part.name];
    case "mount":
      return [
        "-v",
        `${part.host}:${part.inside}${part.content === "socket" ? "" : `:${part.access}`}`,
      ];
    case "device":
      return [`--device=${part.path}`];
    case "workdir":
      return [`--workdir=${part.path}`];
    case "root":
      return ["--user=root"];
    case "init":
      return ["--init"];
    case "terminal":
      return ["-t", "-i"];
    case "removal":
      return ["--rm"];
    case "no_log":
      return ["--log-driver=none"];
    case "privileged":
      return ["--privileged"];
    case "capability":
      return [`--cap-add=${part.name}`];
    case "security_option":
      return ["--security-opt", part.option];
    case "user_namespace":
      return [`--userns=${part.mode}`];
    case "no_network":
      return ["--network=none"];
    case "no_pull":
      return ["--pull=never"];
    case "engine_words":
      return part.words;
  }
}
