import type { Option } from "../base/arguments.ts";
import { GLOBAL_OPTIONS, HELP } from "../base/global_options.ts";
import { PRINTED_FORMS } from "./print_options.ts";

/** All options of kas-container itself, in the order of its help text. */
export const LAUNCHER_OPTIONS: readonly Option[] = [
  flag(
    ["--isar-privileged"],
    "Isar build with a privileged container. Root comes through sudo, or run0 if KAS_SUDO_CMD=run0.",
  ),
  { ...flag(["--isar"], "Deprecated name of --isar-privileged."), hidden: true },
  flag(["--isar-rootless"], "Isar build without root."),
  {
    ...value(
      ["--local"],
      "NAME=PATH",
      "Take your own directory for repository NAME, as it is. It is neither fetched nor checked out, " +
        "patched or verified. Can be given several times.",
    ),
    offers: "repo=directory",
  },
  flag(["--offline"], "Ask no network, neither kas nor the engine: what is not here is an error."),
  flag(["--kvm"], "Pass /dev/kvm on, for runqemu and testimage."),
  value(
    ["--runtime-args"],
    "ARGS",
    "Further arguments for the engine, quoted as for a shell. Given several times: all, in order.",
  ),
  { ...value(["--docker-args"], "ARGS", "Old name of --runtime-args."), hidden: true },
  directory("--ssh-dir", "Directory with ssh's configuration and keys."),
  flag(["--ssh-agent"], "Forward the ssh agent."),
  directory("--aws-dir", "Directory with AWS configuration and credentials."),
  { ...value(["--git-credential-store"], "FILE", "git's credential store."), offers: "file" },
  value(["--git-credential-socket"], "S", "Socket of git's credential cache."),
  value(
    ["--env"],
    "NAME",
    "Hand a variable over, beside those of the project. Those are the ones below env. Can be given " +
      "several times.",
  ),
  flag(["--no-proxy-from-env"], "Do not pass the proxy settings on."),
  flag(["--repo-ro"], "Mount the project read-only (default)."),
  flag(["--repo-rw"], "Mount the project writable (default of shell and lock)."),
  ...GLOBAL_OPTIONS,
  flag(["-n", "--dry-run"], "Print the engine's command line and run nothing."),
  {
    ...value(
      ["--print"],
      "FORM",
      `Print the launch, run nothing: ${PRINTED_FORMS.join(", ")}. As a command, as a file for ` +
        "compose, or as a Job for kubernetes.",
    ),
    choices: PRINTED_FORMS,
  },
  value(["--k8s-name"], "NAME", "Name of the Job; kas-COMMAND by default."),
  {
    ...value(
      ["--k8s-claim"],
      "PLACE=CLAIM",
      "Claim of the volume that is /PLACE. PLACE is work, repo, downloads, sstate and so on; " +
        "kas-PLACE by default.",
    ),
    kind: "list",
  },
  value(["--k8s-secret"], "NAME", "Secret with the credentials; kas by default."),
  flag(["--version"], "Show the version and exit."),
  HELP,
];

function flag(flags: readonly string[], help: string): Option {
  return { flags, name: flags.at(-1)!.slice(2), kind: "flag", help };
}

function directory(flag: string, help: string): Option {
  return { ...value([flag], "DIR", help), offers: "directory" };
}

function value(flags: readonly string[], metavar: string, help: string): Option {
  return { ...flag(flags, help), kind: "text", metavar };
}
