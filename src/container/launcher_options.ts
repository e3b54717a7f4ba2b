import type { Option } from "../base/arguments.ts";
import { GLOBAL_OPTIONS } from "../base/global_options.ts";
import { PRINTED_FORMS } from "./print_options.ts";

/** All options of kas-container itself, in the order of its help text. */
export const LAUNCHER_OPTIONS: readonly Option[] = [
  flag(
    ["--isar-privileged"],
    "Isar build with a privileged container (root through sudo, or run0 if KAS_SUDO_CMD=run0)",
  ),
  { ...flag(["--isar"], "Deprecated name of --isar-privileged."), hidden: true },
  flag(["--isar-rootless"], "Isar build without root"),
  {
    ...value(
      ["--local"],
      "NAME=PATH",
      "your own directory for repository NAME (see kas build --help)",
    ),
    offers: "repo=directory",
  },
  flag(["--kvm"], "pass /dev/kvm on, for runqemu and testimage"),
  value(["--runtime-args"], "ARGS", "further arguments for the engine, quoted as for a shell"),
  { ...value(["--docker-args"], "ARGS", "Old name of --runtime-args."), hidden: true },
  directory("--ssh-dir", "directory with ssh's configuration and keys"),
  flag(["--ssh-agent"], "forward the ssh agent"),
  directory("--aws-dir", "directory with AWS configuration and credentials"),
  { ...value(["--git-credential-store"], "FILE", "git's credential store"), offers: "file" },
  value(["--git-credential-socket"], "S", "socket of git's credential cache"),
  value(["--env"], "NAME", "hand a variable of the environment over, beside those of the project"),
  flag(["--no-proxy-from-env"], "do not pass the proxy settings on"),
  flag(["--repo-ro"], "mount the project read-only (default)"),
  flag(["--repo-rw"], "mount the project writable (default of shell and lock)"),
  ...GLOBAL_OPTIONS,
  flag(["-n", "--dry-run"], "print the command line and run nothing"),
  {
    ...value(["--print"], "FORM", `print the launch as FORM: ${PRINTED_FORMS.join(", ")}`),
    choices: PRINTED_FORMS,
  },
  value(["--k8s-name"], "NAME", "name of the Job; kas-COMMAND by default"),
  {
    ...value(["--k8s-claim"], "PLACE=CLAIM", "claim of the volume that is /PLACE"),
    kind: "list",
  },
  value(["--k8s-secret"], "NAME", "Secret with the credentials; kas by default"),
  flag(["--version"], "print the version"),
  flag(["-h", "--help"], "print this help"),
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
