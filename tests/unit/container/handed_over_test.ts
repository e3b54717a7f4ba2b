import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { FORWARDED_DIRECTORIES } from "../../../src/container/forwarded_directories.ts";
import { canBeHandedOver, checkVariableName } from "../../../src/container/variable_names.ts";
import { isPassed } from "../../../src/container/variables.ts";
import { launched } from "./launched.ts";

/** What of these goes to the container by its name, for a project with these below `env`. */
function handed(
  names: readonly string[],
  env: Record<string, string>,
  argv: readonly string[] = ["build"],
) {
  const projectVariables = { names, missingRepos: [] };
  const { command, notes } = launched(argv, { projectVariables, env });
  const given = command.argv.filter((word, index) =>
    command.argv[index - 1] === "-e" && !word.includes("=")
  );
  return { given, notes, command };
}

Deno.test("what the project has below env and the caller has set goes by its name", () => {
  const env = { A: "1", B: "", C: "http://me:secret@x", KAS_CONTAINER_IMAGE: "i", D: "not named" };
  const { given, command } = handed(["A", "B", "C", "UNSET"], env);
  equal(given, ["A", "B", "C"]);
  equal(command.env, env);
  assert.ok(!command.argv.join(" ").includes("secret"));
});

Deno.test("what the container has for itself, or gets anyway, does not go by its name", () => {
  const names = ["PATH", "HOME", "LC_ALL", "LD_PRELOAD", "DL_DIR", "USER_ID", "TERM", "no_proxy"];
  const env = Object.fromEntries([...names, "*", "a b", "1A", "-v"].map((name) => [name, "x"]));
  equal(handed([...names, "*", "a b", "1A", "-v"], env).given, []);
  const noProxy = ["--no-proxy-from-env", "build"];
  equal(handed(["https_proxy"], { https_proxy: "http://x" }, noProxy).given, []);
  equal(handed([], { https_proxy: "x" }, ["--env", "https_proxy", ...noProxy]).given, [
    "https_proxy",
  ]);
});

Deno.test("--env: several, in their order, once; what is not set is told", () => {
  const argv = ["--env", "B", "--env=A", "--env", "GONE", "build"];
  const { given, notes } = handed(["A", "C"], { A: "1", B: "2", C: "3" }, argv);
  equal(given, ["B", "A", "C"]);
  equal(notes, ["--env GONE: GONE is not set"]);
});

Deno.test("--env takes names alone, and shows no value", () => {
  equal(checkVariableName("_a1"), "_a1");
  const refused: [string, RegExp][] = [
    [
      "TOKEN=geheim",
      /^UserError: --env TOKEN=…: only the name, .*: export TOKEN, and give --env TOKEN$/,
    ],
    ["", /"" is no name of a variable/],
    ["=geheim", /"" is no name of a variable/],
    ["A B=geheim", /"A B" is no name of a variable/],
    ["A*", /no name/],
    ["1A", /no name/],
    ["KAS_WORK_DIR", /kas-container or the image sets KAS_WORK_DIR in the container/],
    ["PATH", /sets PATH/],
    ["LD_PRELOAD", /sets LD_PRELOAD/],
  ];
  for (const [text, message] of refused) {
    assert.throws(() => checkVariableName(text), (error: Error) => {
      assert.match(String(error), message);
      assert.ok(!error.message.includes("geheim"));
      return true;
    });
  }
});

Deno.test("nothing that the command line sets can be chosen", () => {
  const paths = Object.fromEntries(
    [
      ...["KAS_WORK_DIR", "KAS_SSH_DIR", "KAS_AWS_DIR", "KAS_GIT_CREDENTIAL_STORE"],
      ...["SSH_AUTH_SOCK", "AWS_WEB_IDENTITY_TOKEN_FILE", "NETRC_FILE", "NPMRC_FILE"],
      ...["GITCONFIG_FILE", "REGISTRY_AUTH_FILE", ...Object.keys(FORWARDED_DIRECTORIES)],
    ].map((name) => [name, `/x/${name}`]),
  );
  const range = { subuid: { start: 1, count: 2 }, subgid: { start: 1, count: 2 } };
  const all = [
    launched(["--isar-rootless", "menu"], { paths, ...range, timeZone: "UTC" }),
    launched(["--isar-rootless", "build"], { paths, dockerRootless: true }),
  ];
  const set = all.flatMap(({ command: { argv } }) =>
    argv.filter((word, index) => argv[index - 1] === "-e" && word.includes("="))
      .map((word) => word.split("=")[0]!)
  );
  assert.ok(set.length > 25, set.join());
  equal(set.filter((name) => canBeHandedOver(name) && !isPassed(name)), []);
});

Deno.test("run0 hands nothing on: --env is refused, the project's variables are told", () => {
  const run0 = { engine: "podman", sudo: "run0", env: { A: "1" } } as const;
  const privileged = ["--isar-privileged", "build"];
  assert.throws(() => launched(["--env", "A", ...privileged], run0), /run0 .*KAS_SUDO_CMD=sudo/);
  const projectVariables = { names: ["A"], missingRepos: [] };
  const { command, notes } = launched(privileged, { ...run0, projectVariables });
  assert.ok(!command.argv.includes("A"));
  assert.match(notes.join(), /run0 hands no variables on, also not A of/);
  const sudo = launched(["--env", "A", ...privileged], { ...run0, sudo: "sudo" });
  assert.ok(sudo.command.argv.includes("A"));
});

Deno.test("repositories that are not there, and secrets that the project asks for, are told", () => {
  const projectVariables = { names: ["API_TOKEN", "X"], missingRepos: ["isar", "layer"] };
  const env = { API_TOKEN: "geheim", X: "geheim" };
  const told = (...argv: string[]) => launched([...argv, "build"], { projectVariables, env }).notes;
  const [missing, secret, ...more] = told();
  assert.match(missing!, /not there yet, or not verified: isar, layer\. .*--env NAME/);
  assert.match(secret!, /gets API_TOKEN, as the project's "env" has it/);
  equal(more, []);
  equal(told("--env", "API_TOKEN").length, 1);
  assert.ok(!told().join().includes("geheim"));
});

Deno.test("paths of the host are told, unless they are mounted at the same place", () => {
  const told = (path: string, more: Parameters<typeof launched>[1] = {}, ...argv: string[]) =>
    launched([...argv, "build"], {
      projectVariables: { names: ["P"], missingRepos: [] },
      variablesOfPaths: ["P"],
      env: { P: path },
      ...more,
    }).notes;
  assert.match(
    told("/opt/geheim")[0]!,
    /^P is a path of this host\. .*--runtime-args '-v PATH:PATH'/,
  );
  assert.ok(!told("/opt/geheim").join().includes("geheim"));
  equal(told("/opt/x", { variablesOfPaths: [] }), []);
  for (
    const args of [
      ...["-v /opt:/opt", "-v /opt/x:/opt/x:ro", "-v/opt:/opt", "--volume=/opt:/opt:rw"],
      ...["--mount type=bind,source=/opt,target=/opt", "--mount=type=bind,src=/opt,dst=/opt,ro"],
    ]
  ) {
    equal(told("/opt/x/y", {}, "--runtime-args", args), [], args);
  }
  for (const args of ["-v /opt:/else", "-v /else:/opt", "-v /op:/op", "--mount src=/opt,dst=/x"]) {
    equal(told("/opt/x/y", {}, "--runtime-args", args).length, 1, args);
  }
  equal(told("/work/x", { paths: { KAS_WORK_DIR: "/work" } }), []);
  equal(told("/work/x").length, 1);
  const localRepos = [{ id: "own", path: "/local/own", gitElsewhere: undefined }];
  equal(told("/local/own/x", { localRepos }), []);
  equal(told("/local/own/x", { localRepos: [{ ...localRepos[0]!, id: "other" }] }).length, 1);
  assert.match(told("/local/other", { localRepos })[0]!, /directories of --local in \/local, /);
});
