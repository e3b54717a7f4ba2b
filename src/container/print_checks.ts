import { type ContainerSpec, partsOf } from "./container_spec.ts";
import { unprintable } from "./errors.ts";
import { isCredential } from "./kubernetes_secrets.ts";
import type { Launch } from "./launch.ts";
import type { PrintedForm } from "./print_options.ts";

/** @throws UserError if the form has no words for something of the launch */
export function refusePrinting(form: PrintedForm, launch: Launch, spec: ContainerSpec): void {
  const { options, facts, mode } = launch;
  const refuse = (what: string, remedy: string): never => {
    throw unprintable(form, what, remedy);
  };
  if (facts.worktree) {
    refuse(
      `the git work tree ${mode.repoDir}`,
      "it needs a file that is there for a run only; print in a clone, or see kas-container -n",
    );
  }
  if (form === "command") return;
  if (options.runtimeArgs.length > 0) {
    refuse("--runtime-args", "they are for an engine; leave them out, and add to the file");
  }
  if (form === "compose") return;
  if (options.kvm) refuse("--kvm", "add the resource of your cluster's device plugin to the Job");
  if (partsOf(spec, "terminal").length > 0) {
    refuse(
      `a ${options.command} to type into`,
      "say what to do, by shell -c or menu --set … --save",
    );
  }
  for (const mount of partsOf(spec, "mount")) {
    if (mount.content === "directory" || (mount.content === "file" && isCredential(mount))) {
      continue;
    }
    refuse(
      `the ${mount.content} ${mount.host}`,
      "hand over files, by --ssh-dir or --git-credential-store",
    );
  }
}
