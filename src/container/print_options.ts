import { invalidChoice } from "../base/parse_arguments.ts";
import {
  claimWithoutPlace,
  clusterOptionAlone,
  notAClusterName,
  printAndDryRun,
  unknownForm,
} from "./errors.ts";

/** What a launch can be printed as. */
export const PRINTED_FORMS = ["command", "compose", "kubernetes"] as const;
export type PrintedForm = typeof PRINTED_FORMS[number];

/** What things are called in the cluster that a Job is for. */
export interface ClusterNames {
  readonly job: string;
  /** The Secret with the credentials. */
  readonly secret: string;
  /** Claims of volumes by the directory that they are in the container: `downloads` → `kas-dl`. */
  readonly claims: ReadonlyMap<string, string>;
}

export interface Printing {
  /** What is printed in place of starting the container. */
  readonly print: PrintedForm | undefined;
  readonly cluster: ClusterNames;
}

const CLUSTER_FLAGS = ["--k8s-name", "--k8s-claim", "--k8s-secret"];

/**
 * Reads the options around `--print`.
 * @param given options by their names, each with its last value
 * @param claims the values of `--k8s-claim`
 * @throws UserError
 */
export function readPrinting(
  given: ReadonlyMap<string, string>,
  claims: readonly string[],
  command: string,
): Printing {
  const print = readForm(given.get("--print"));
  if (print !== undefined && (given.has("-n") || given.has("--dry-run"))) throw printAndDryRun();
  const alone = CLUSTER_FLAGS.find((name) => given.has(name));
  if (alone !== undefined && print !== "kubernetes") throw clusterOptionAlone(alone);
  const name = (flag: string, usual: string, longest: number) =>
    clusterName(flag, given.get(flag) ?? usual, longest);
  return {
    print,
    cluster: {
      // Pods have the name in a label, which is shorter than other names.
      job: name("--k8s-name", `kas-${command}`, LONGEST_LABEL),
      secret: name("--k8s-secret", "kas", LONGEST_NAME - "-ssh".length),
      claims: new Map(claims.map(readClaim)),
    },
  };
}

function readForm(text: string | undefined): PrintedForm | undefined {
  const form = PRINTED_FORMS.find((name) => name === text);
  if (text !== undefined && form === undefined) {
    throw unknownForm(invalidChoice("--print", text, PRINTED_FORMS));
  }
  return form;
}

function readClaim(text: string): readonly [string, string] {
  const equals = text.indexOf("=");
  if (equals < 1) throw claimWithoutPlace(text);
  return [
    text.slice(0, equals),
    clusterName("--k8s-claim", text.slice(equals + 1), LONGEST_NAME),
  ];
}

const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;

/** A name as Kubernetes takes it: a label of a host's name or, if it may be long, several (RFC 1123). */
function clusterName(flag: string, name: string, longest: number): string {
  const label = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
  const labels = longest > LONGEST_LABEL ? `${label}(?:\\.${label})*` : label;
  if (name.length > longest || !new RegExp(`^${labels}$`).test(name)) {
    throw notAClusterName(flag, name, longest);
  }
  return name;
}
