import assert from "node:assert/strict";
import type { Action } from "../../../src/base/plan.ts";
import type { HomeFacts } from "../../../src/home/home_facts.ts";
import { homePlan } from "../../../src/home/home_plan.ts";

function files(facts: Partial<HomeFacts>): Map<string, string> {
  const plan = homePlan("/h", {
    env: {},
    managed: undefined,
    texts: {},
    userGitConfig: undefined,
    sshConfigPresent: false,
    awsSsoCache: undefined,
    ...facts,
  });
  const writes = plan.actions.filter((action) =>
    action.kind === "write_file"
  ) as (Action & { kind: "write_file" })[];
  assert.ok(writes.every((write) => write.mode === 0o600 && write.secret));
  return new Map(writes.map((write) => [write.path.slice(3), write.text]));
}

Deno.test("without credentials there is only the identity and an empty registry file", () => {
  const home = files({});
  assert.deepEqual([...home.keys()], [".docker/config.json", ".gitconfig"]);
  assert.equal(home.get(".docker/config.json"), "{}");
  assert.equal(
    home.get(".gitconfig"),
    '[user]\n\tname = "kas User"\n\temail = "kas@example.com"\n',
  );
});

Deno.test("GitLab CI: job token for git and registry, ssh rewritten", () => {
  const env = {
    CI_SERVER_HOST: "gl",
    CI_JOB_TOKEN: "tok",
    CI_REGISTRY: "reg",
    CI_REGISTRY_USER: "user",
    CI_PROJECT_DIR: "/p",
  };
  const home = files({ env, managed: "GitLab CI", texts: { NETRC_FILE: "machine x" } });
  assert.equal(home.get(".netrc"), "machine x\nmachine gl\nlogin gitlab-ci-token\npassword tok\n");
  assert.deepEqual(JSON.parse(home.get(".docker/config.json")!), {
    auths: { reg: { auth: btoa("user:tok") } },
  });
  assert.match(
    home.get(".gitconfig")!,
    /\[safe\]\n\tdirectory = "\/p"\n\[url "https:\/\/gl\/"\]\n\tinsteadOf = "git@gl:"/,
  );
  assert.doesNotMatch(
    files({ env, managed: "GitLab CI", sshConfigPresent: true }).get(".gitconfig")!,
    /insteadOf/,
  );
});

Deno.test("AWS: both files, the role, and the single sign-on cache", () => {
  const texts = { AWS_CONFIG_FILE: "[default]\nregion = x\n", AWS_SHARED_CREDENTIALS_FILE: "c" };
  assert.equal(files({ texts }).get(".aws/credentials"), "c");
  const role = files({
    texts: { ...texts, AWS_WEB_IDENTITY_TOKEN_FILE: "jwt" },
    env: { AWS_ROLE_ARN: "arn" },
  });
  assert.equal(role.get(".aws/web_identity_token"), "jwt");
  assert.equal(
    role.get(".aws/config"),
    "[default]\nrole_arn = arn\nweb_identity_token_file = /h/.aws/web_identity_token\nregion = x\n",
  );
  assert.equal(files({ texts: { AWS_CONFIG_FILE: "x" } }).has(".aws/config"), false);
  assert.equal(
    files({ texts: { AWS_CONFIG_FILE: "x" }, awsSsoCache: { root: "/c", entries: [] } }).get(
      ".aws/config",
    ),
    "x",
  );
});

Deno.test("the caller's git identity wins over kas's", () => {
  const config = files({ texts: { GITCONFIG_FILE: "[user]\nname = Me" } }).get(".gitconfig")!;
  assert.ok(config.indexOf("kas User") < config.indexOf("Me"));
});
