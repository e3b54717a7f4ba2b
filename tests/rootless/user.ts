// The user without root that the rootless tests run as; scripts/test makes it.
import assert from "node:assert/strict";
import { BINARY, type Outcome } from "../cli/harness.ts";

const name = Deno.env.get("KAS_TEST_USER");

export interface TestUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  /** Start of its subordinate ids; there are 65536. */
  readonly subordinate: number;
}

/** The user, or why there is none. */
export const USER: TestUser | string = findUser();

function findUser(): TestUser | string {
  if (!name) return "KAS_TEST_USER is not set: scripts/test makes the user, as root on Debian";
  const fields = Deno.readTextFileSync("/etc/passwd").split("\n")
    .find((line) => line.startsWith(`${name}:`))?.split(":");
  const range = /:(\d+):/.exec(
    Deno.readTextFileSync("/etc/subuid").split("\n").find((line) => line.startsWith(`${name}:`)) ??
      "",
  );
  if (!fields || !range) return `${name} has no account or no subordinate ids`;
  return {
    name,
    uid: Number(fields[2]),
    gid: Number(fields[3]),
    home: fields[5]!,
    subordinate: Number(range[1]),
  };
}

/** A test for which the user is needed; without one it is skipped, with the reason in its name. */
export function rootlessTest(
  title: string,
  needs: string | undefined,
  test: (user: TestUser) => Promise<void>,
): void {
  const reason = typeof USER === "string" ? USER : needs;
  Deno.test({
    name: reason === undefined ? title : `${title} (skipped: ${reason})`,
    ignore: reason !== undefined,
    fn: () => test(USER as TestUser),
  });
}

/** Runs a program as root, which must succeed. */
export async function tool(...argv: readonly string[]): Promise<void> {
  const output = await new Deno.Command(argv[0]!, { args: argv.slice(1) }).output();
  assert.ok(output.success, `${argv.join(" ")}: ${new TextDecoder().decode(output.stderr)}`);
}

/** The words that make a command line the user's. */
export const becomeUser = (user: TestUser): string[] => [
  ...["setpriv", `--reuid=${user.uid}`, `--regid=${user.gid}`, "--init-groups", "--"],
];

/**
 * Runs a command line as the user.
 * @param within what root puts before it
 */
export async function asUser(
  user: TestUser,
  cwd: string,
  argv: readonly string[],
  env: Record<string, string> = {},
  within: readonly string[] = [],
): Promise<Outcome> {
  const [program, ...args] = [...within, ...becomeUser(user), ...argv];
  const output = await new Deno.Command(program!, {
    args,
    cwd,
    clearEnv: true,
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      HOME: user.home,
      USER: user.name,
      ...env,
    },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}

/** The compiled program where the user may start it: checkouts are often private to root. */
export function binaryFor(directory: string): string {
  const copy = `${directory}/kas`;
  Deno.copyFileSync(BINARY, copy);
  Deno.chmodSync(copy, 0o755);
  return copy;
}
