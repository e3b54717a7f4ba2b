import type { Launch } from "./launch.ts";
import { localArguments } from "./local_repos.ts";
import { cleans, takesOffline } from "./options.ts";

/** The command line of kas in the container, without its name: the entrypoint knows that. */
export function kasArguments(launch: Launch): string[] {
  const { options, mode } = launch;
  return [
    ...(options.logLevel === undefined ? [] : ["-l", options.logLevel]),
    ...(options.logFormat === "json" ? ["--log-format", "json"] : []),
    // NO_COLOR tells the other way round, also to kas 5.5.
    ...(options.colour === "always" ? ["--color", "always"] : []),
    options.command,
    ...options.kasOptions,
    // Where a bundle was imported, kas sees that itself; that of another image may not know the word.
    ...(options.offline && takesOffline(options.command) ? ["--offline"] : []),
    ...localArguments(launch),
    // Cleaning needs no project file, hence the build system is told.
    ...(cleans(options.command) && mode.buildSystem !== "openembedded" ? [`--${mode.named}`] : []),
    ...(options.commandValue === undefined ? [] : ["-c", options.commandValue]),
    ...filesInContainer(launch),
    ...(options.repoCommand?.startsWith("-") ? ["--"] : []),
    ...(options.repoCommand === undefined ? [] : [options.repoCommand]),
    ...options.rest,
  ];
}

function filesInContainer({ options, facts, mode }: Launch): string[] {
  const diff = options.command === "diff" && facts.arguments.length === 2;
  return facts.arguments.map((argument, index) => {
    const root = diff ? argument.repoRoot : mode.repoDir;
    const place = diff && index === 1 ? "/repo2" : "/repo";
    return argument.files
      .map((file) => file.startsWith(`${root}/`) ? `${place}${file.slice(root.length)}` : file)
      .join(":");
  });
}
