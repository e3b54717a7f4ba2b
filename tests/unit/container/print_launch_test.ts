import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import type { LaunchFacts } from "../../../src/container/facts.ts";
import { checkLaunch } from "../../../src/container/launch_plan.ts";
import { printedLaunch } from "../../../src/container/print_launch.ts";
import { FACTS, ONE, parse } from "./launched.ts";

/** What a line of kas-container prints, where `--print` is in it. */
function printed(argv: readonly string[], facts: Partial<LaunchFacts> = {}): string {
  const options = parse(...argv);
  const engine = options.print === "kubernetes" ? "kubernetes" : facts.engine ?? "docker";
  const { launch } = checkLaunch(options, { ...FACTS, ...facts, engine });
  return printedLaunch(options.print!, launch, launch.facts);
}

// deno-lint-ignore no-explicit-any
type Loose = any;

/** The only document of a YAML text, which readers of both versions of YAML take for the same. */
function read(text: string): Loose {
  const [older, newer] = (["1.1", "1.2"] as const).map((version) => {
    const documents = parseAllDocuments(text, { version });
    assert.equal(documents.length, 1);
    return documents[0]!.toJS();
  });
  assert.deepEqual(older, newer);
  return newer;
}

const command = (argv: readonly string[], facts: Partial<LaunchFacts> = {}) =>
  printed(["--print", "command", ...argv], facts);
const service = (argv: readonly string[], facts: Partial<LaunchFacts> = {}) =>
  read(printed(["--print", "compose", ...argv], facts)).services.kas;
const job = (argv: readonly string[], facts: Partial<LaunchFacts> = {}) =>
  read(printed(["--print", "kubernetes", ...argv], facts));
const pod = (argv: readonly string[], facts: Partial<LaunchFacts> = {}) =>
  job(argv, facts).spec.template.spec;

const SECRET = {
  env: {
    PATH: "/bin",
    https_proxy: "http://me:geheim@proxy",
    http_proxy: "http://proxy",
    GIT_CREDENTIAL_HELPER: "!f() { echo password=geheim; }; f",
  },
  paths: {
    KAS_WORK_DIR: "/w",
    KAS_SSH_DIR: "/home/me/.ssh",
    KAS_AWS_DIR: "/home/me/.aws",
    NETRC_FILE: "/home/me/my netrc",
    REGISTRY_AUTH_FILE: "/home/me/auth.json",
  },
};

Deno.test("a command is one line for a shell, which goes on after it", () => {
  const paths = { KAS_WORK_DIR: "/w", DL_DIR: "/d l" };
  const line = command(["build", "--", "it's"], { paths });
  assert.match(line, /^mkdir -p '\/d l' && docker run -v \/one:\/repo:ro -v \/w:\/work:rw /);
  assert.match(line, / build \/repo\/kas.yml -- 'it'"'"'s'\n$/);
  assert.equal(line.split("\n").length, 2);
  const root = command(["--isar-privileged", "build"], { engine: "podman", sudo: "sudo" });
  assert.match(root, /^env PATH=\/bin:\/usr\/sbin sudo --preserve-env podman run /);
});

Deno.test("what is printed does not go by this terminal, but by the command", () => {
  for (const terminal of [true, false]) {
    assert.match(command(["shell"], { terminal }), / -t -i /);
    assert.match(command(["menu"], { terminal }), / -t -i /);
    assert.doesNotMatch(command(["build"], { terminal }), / -t -i /);
    assert.doesNotMatch(command(["shell", "-c", "ls"], { terminal }), / -t -i /);
    assert.doesNotMatch(command(["menu", "--set", "A=y", "--save"], { terminal }), / -t -i /);
  }
  assert.deepEqual([service(["shell"]).tty, service(["shell"]).stdin_open], [true, true]);
  assert.equal(service(["build"]).tty, undefined);
});

Deno.test("compose: the whole file", () => {
  const paths = { KAS_WORK_DIR: "/w", DL_DIR: "/dl", NETRC_FILE: "/n" };
  const env = { PATH: "/bin", TERM: "vt", https_proxy: "http://me:geheim@proxy" };
  const facts = { paths, env, kvm: true, subuid: { start: 5, count: 6 } };
  assert.equal(
    printed(["--print", "compose", "--kvm", "--isar-rootless", "build", "--", "$x"], facts),
    `# kas build /repo/kas.yml -- '$x' in a container. To start it:
#   mkdir -p /dl
#   docker compose -f FILE run --rm kas
services:
  kas:
    image: ghcr.io/siemens/kas/kas-isar:5.5
    command:
    - build
    - /repo/kas.yml
    - --
    - $$x
    user: root
    working_dir: /repo
    init: true
    environment:
      KAS_WORK_DIR: /work
      KAS_CONTAINER_SCRIPT_VERSION: '5.5'
      USER_ID: '1000'
      GROUP_ID: '100'
      NETRC_FILE: /var/kas/userdata/.netrc
      TERM: vt
      SHELL: /bin/bash
      https_proxy:
      KAS_BLOCK_SUDO: '1'
      KAS_SUBUID: '5:6'
      DL_DIR: /downloads
    volumes:
    - type: bind
      source: /one
      target: /repo
      read_only: true
    - type: bind
      source: /w
      target: /work
    - type: bind
      source: /n
      target: /var/kas/userdata/.netrc
      read_only: true
    - type: bind
      source: /dl
      target: /downloads
    devices:
    - /dev/kvm:/dev/kvm
    cap_add:
    - SYS_ADMIN
    security_opt:
    - seccomp=unconfined
    - apparmor=unconfined
    - systempaths=unconfined
    logging:
      driver: none
`,
  );
});

Deno.test("compose: the rows of podman, of rootless docker, and of what must be root", () => {
  const facts = { engine: "podman", podmanVersion: [5, 0] } as const;
  const file = read(printed(["--print", "compose", "--isar-rootless", "build"], facts));
  assert.deepEqual(file["x-podman"], { in_pod: false });
  const podman = file.services.kas;
  assert.equal(podman.userns_mode, "keep-id:uid=1,gid=1");
  assert.equal(podman.environment.USER_ID, "1");
  assert.equal(podman.privileged, true);
  assert.deepEqual(podman.security_opt, ["label=disable"]);
  const rootless = service(["--isar-rootless", "build"], { dockerRootless: true });
  assert.equal(rootless.privileged, true);
  assert.equal(rootless.environment.KAS_DOCKER_ROOTLESS, "1");
  const root = printed(["--print", "compose", "--isar-privileged", "build"], {
    engine: "podman",
    sudo: "run0",
    env: SECRET.env,
  });
  assert.match(root, / run0 .* --setenv=https_proxy podman compose -f FILE run --rm kas$/m);
});

Deno.test("kubernetes: the whole Job of an OpenEmbedded build", () => {
  const paths = { KAS_WORK_DIR: "/one", SSTATE_DIR: "/s" };
  assert.equal(
    printed(["--print", "kubernetes", "build"], { paths, uid: 0, cwd: "/one" }),
    `# kas build /repo/kas.yml in a Job. To start it, and to see what it says:
#   kubectl create -f FILE
#   kubectl logs -f job/kas-build
# It needs Kubernetes 1.33 or later: where hostUsers: false is ignored, root is the node's.
# It needs these claims of volumes, whose files belong to user 1000:
#   kas-work: /repo, /work
#   kas-sstate: /sstate
apiVersion: batch/v1
kind: Job
metadata:
  name: kas-build
  labels:
    app.kubernetes.io/name: kas
    app.kubernetes.io/instance: kas-build
    app.kubernetes.io/version: '5.5'
    app.kubernetes.io/managed-by: kas-container
spec:
  backoffLimit: 0
  template:
    metadata:
      labels:
        app.kubernetes.io/name: kas
        app.kubernetes.io/instance: kas-build
        app.kubernetes.io/version: '5.5'
        app.kubernetes.io/managed-by: kas-container
    spec:
      restartPolicy: Never
      hostUsers: false
      shareProcessNamespace: true
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsUser: 0
      initContainers:
      - name: own-volumes
        image: ghcr.io/siemens/kas/kas:5.5
        command:
        - chown
        - --from=0
        - '1000:1000'
        - /work
        - /sstate
        volumeMounts:
        - name: work
          mountPath: /work
        - name: sstate
          mountPath: /sstate
      containers:
      - name: kas
        image: ghcr.io/siemens/kas/kas:5.5
        args:
        - build
        - /repo/kas.yml
        workingDir: /repo
        env:
        - name: KAS_WORK_DIR
          value: /work
        - name: KAS_CONTAINER_SCRIPT_VERSION
          value: '5.5'
        - name: USER_ID
          value: '1000'
        - name: GROUP_ID
          value: '1000'
        - name: SHELL
          value: /bin/bash
        - name: SSTATE_DIR
          value: /sstate
        volumeMounts:
        - name: work
          mountPath: /repo
          readOnly: true
        - name: work
          mountPath: /work
        - name: sstate
          mountPath: /sstate
      volumes:
      - name: work
        persistentVolumeClaim:
          claimName: kas-work
      - name: sstate
        persistentVolumeClaim:
          claimName: kas-sstate
`,
  );
});

Deno.test("kubernetes: the rights of each build system", () => {
  const rights = (argv: string[], facts: Partial<LaunchFacts> = {}) => {
    const { hostUsers, containers: [{ securityContext, env }] } = pod(argv, facts);
    const blocked = env.find(({ name }: Loose) => name === "KAS_BLOCK_SUDO")?.value;
    return { hostUsers, securityContext, blocked };
  };
  assert.deepEqual(rights(["build"]), {
    hostUsers: false,
    securityContext: undefined,
    blocked: undefined,
  });
  const subuid = { start: 5, count: 6 };
  assert.deepEqual(rights(["--isar-rootless", "build"], { subuid, subgid: subuid }), {
    hostUsers: false,
    securityContext: {
      capabilities: { add: ["SYS_ADMIN"] },
      seccompProfile: { type: "Unconfined" },
      appArmorProfile: { type: "Unconfined" },
      procMount: "Unmasked",
    },
    blocked: "1",
  });
  assert.doesNotMatch(
    printed(["--print", "kubernetes", "--isar-rootless", "build"], { subuid }),
    /KAS_SUBUID/,
  );
  assert.deepEqual(rights(["--isar-privileged", "build"]), {
    hostUsers: undefined,
    securityContext: { privileged: true },
    blocked: undefined,
  });
});

/** Where directories of the container are: `/place: claim subPath access`. */
function volumes(argv: readonly string[], facts: Partial<LaunchFacts>): string[] {
  const { containers: [{ volumeMounts }], volumes: all } = pod(argv, facts);
  return volumeMounts.map(({ mountPath, name, subPath = ".", readOnly = false }: Loose) => {
    const { persistentVolumeClaim } = all.find((volume: Loose) => volume.name === name);
    return `${mountPath}: ${persistentVolumeClaim.claimName} ${subPath} ${readOnly ? "ro" : "rw"}`;
  });
}

Deno.test("kubernetes: a directory in another one is in its volume", () => {
  const paths = (more: Record<string, string>) => ({ paths: { KAS_WORK_DIR: "/w", ...more } });
  assert.deepEqual(volumes(["build"], paths({ DL_DIR: "/w/dl", BB_HASHSERVE_DB_DIR: "/hs" })), [
    "/repo: kas-repo . ro",
    "/work: kas-work . rw",
    "/bb-hashserve-db: kas-bb-hashserve-db . rw",
  ]);
  assert.deepEqual(volumes(["shell", "-c", "ls"], paths({ KAS_WORK_DIR: "/one/work" })), [
    "/repo: kas-repo . rw",
    "/work: kas-repo work rw",
  ]);
  const below = { arguments: [{ files: ["/w/src/kas.yml"], repoRoot: "/w/src" }] };
  assert.deepEqual(volumes(["build"], { ...paths({}), ...below }), [
    "/repo: kas-work src ro",
    "/work: kas-work . rw",
  ]);
  const same = paths({ KAS_WORK_DIR: "/one", SSTATE_DIR: "/s" });
  const named = ["--k8s-claim", "sstate=team.sstate", "--k8s-claim", "repo=sources"];
  assert.deepEqual(volumes([...named, "build"], same), [
    "/repo: sources . ro",
    "/work: kas-work . rw",
    "/sstate: team.sstate . rw",
  ]);
  assert.throws(
    () => volumes(["--k8s-claim", "state=x", "build"], same),
    /--k8s-claim state=…: the container has no volume \/state, did you mean "sstate"\?; known are: repo, work, sstate/,
  );
});

Deno.test("kubernetes: directories of --local are volumes, each with a name of its own", () => {
  const ids = ["meta_own", "meta.own", "Meta-Own", "x".repeat(200), "§"];
  const localRepos = ids.map((id, index) => ({
    id,
    path: `/own/${index}`,
    gitElsewhere: undefined,
  }));
  assert.deepEqual(volumes(["build"], { localRepos }).slice(2), [
    "/local/meta_own: kas-local-meta-own . ro",
    "/local/meta.own: kas-local-meta-own-2 . ro",
    "/local/Meta-Own: kas-local-meta-own-3 . ro",
    `/local/${"x".repeat(200)}: kas-local-${"x".repeat(44)} . ro`,
    "/local/§: kas-local . ro",
  ]);
});

Deno.test("kubernetes: credentials are references to Secrets", () => {
  const text = printed(["--print", "kubernetes", "--k8s-secret", "own", "build"], SECRET);
  assert.doesNotMatch(text, /geheim/);
  assert.ok(text.includes(
    '#   kubectl create secret generic own --from-file=GIT_CREDENTIAL_HELPER=<(printf %s "$GIT_CREDENTIAL_HELPER") ' +
      '--from-file=https_proxy=<(printf %s "$https_proxy") ' +
      "'--from-file=netrc=/home/me/my netrc' --from-file=docker-config.json=/home/me/auth.json\n" +
      "#   kubectl create secret generic own-ssh --from-file=/home/me/.ssh\n" +
      "#   kubectl create secret generic own-aws --from-file=/home/me/.aws\n",
  ));
  const { containers: [{ env, volumeMounts }], volumes } = read(text).spec.template.spec;
  assert.deepEqual(env.filter(({ valueFrom }: Loose) => valueFrom), [
    {
      name: "GIT_CREDENTIAL_HELPER",
      valueFrom: { secretKeyRef: { name: "own", key: "GIT_CREDENTIAL_HELPER" } },
    },
    { name: "https_proxy", valueFrom: { secretKeyRef: { name: "own", key: "https_proxy" } } },
  ]);
  const place = "/var/kas/userdata";
  const file = { name: "credentials", readOnly: true };
  assert.deepEqual(volumeMounts.filter(({ name }: Loose) => name.startsWith("credentials")), [
    { ...file, mountPath: `${place}/.netrc`, subPath: "netrc" },
    { ...file, mountPath: `${place}/.docker/config.json`, subPath: "docker-config.json" },
    { ...file, name: "credentials-ssh", mountPath: `${place}/.ssh` },
    { ...file, name: "credentials-aws", mountPath: `${place}/.aws` },
  ]);
  const items = ["netrc", "docker-config.json"].map((key) => ({ key, path: key }));
  assert.deepEqual(volumes.filter(({ secret }: Loose) => secret), [
    { name: "credentials", secret: { secretName: "own", defaultMode: 0o444, items } },
    { name: "credentials-ssh", secret: { secretName: "own-ssh", defaultMode: 0o400 } },
    { name: "credentials-aws", secret: { secretName: "own-aws", defaultMode: 0o444 } },
  ]);
  assert.doesNotMatch(printed(["--print", "kubernetes", "build"]), /Secret|secret|credentials/);
});

Deno.test("what --env names has no value in any form, whatever it is", () => {
  const env = { PATH: "/bin", OWN: "geheim" };
  const argv = ["--env", "OWN", "build"];
  assert.match(command(argv, { env }), / -e OWN /);
  assert.equal(service(argv, { env }).environment.OWN, null);
  const text = printed(["--print", "kubernetes", ...argv], { env });
  assert.match(text, /--from-file=OWN=<\(printf %s "\$OWN"\)$/m);
  assert.doesNotMatch(text, /geheim/);
});

Deno.test("no form has the value of a secret, and each has those that are none", () => {
  for (const form of ["command", "compose", "kubernetes"]) {
    const text = printed(["--print", form, "build"], SECRET);
    assert.doesNotMatch(text, /geheim/, form);
    assert.match(text, /http:\/\/proxy/, form);
    assert.match(text, /https_proxy/, form);
  }
  assert.equal(service(["build"], SECRET).environment.https_proxy, null);
});

Deno.test("offline: compose says so, a Job has a note that it cannot", () => {
  const offline = service(["--offline", "build"]);
  assert.deepEqual([offline.network_mode, offline.pull_policy], ["none", "never"]);
  assert.deepEqual(offline.command, ["build", "--offline", "/repo/kas.yml"]);
  const text = printed(["--print", "kubernetes", "--offline", "build"]);
  assert.match(text, /^# kas asks no network, .* NetworkPolicy .*instance=kas-build\.$/m);
  assert.deepEqual(pod(["--offline", "build"]).containers[0].args, offline.command);
  assert.doesNotMatch(printed(["--print", "kubernetes", "build"]), /NetworkPolicy/);
});

Deno.test("texts are strings to every reader, and no variables of compose or Kubernetes", () => {
  const texts = [
    ..."y N no on null ~ 1e3 08 0o7 0x1F 1_0 1:30 .5 +1 2001-1-1 << = *x &x !x %x `x ' {} []".split(
      " ",
    ),
    ...["- a", "a: b", "a #b", '"', "", " a ", "a\nb\n", "\t", "ä\u202e", "x ".repeat(80)],
    ...["${HOME}", "$(PATH)", "$$", "$"],
  ];
  for (const text of texts) {
    const env = { PATH: "/bin", TZ: text };
    const doubled = text.replaceAll("$", () => "$$");
    const compose = service(["shell", "-c", text], { env });
    assert.equal(compose.command[2], doubled);
    assert.equal(compose.environment.TZ, text === "" ? undefined : doubled);
    const { containers: [container] } = pod(["shell", "-c", text], { env });
    assert.equal(container.args[2], doubled);
    const zone = container.env.find(({ name }: Loose) => name === "TZ")?.value;
    assert.equal(zone, text === "" ? undefined : doubled);
    if (/^[-+.\dyN]/.test(text)) {
      // Go's libraries take more for numbers than those of JavaScript.
      assert.match(printed(["--print", "compose", "shell", "-c", text]), /^ {4}- '.*'$/m);
    }
  }
});

Deno.test("what a form has no words for is refused", () => {
  const socket = { paths: { KAS_WORK_DIR: "/w", SSH_AUTH_SOCK: "/run/agent" } };
  const worktree = { commonDirectory: "/main/.git", gitFile: "gitdir: /repo-common/x\n" };
  const cases: [string[], RegExp, Partial<LaunchFacts>?][] = [
    [["compose", "--runtime-args", "-v /a:/b", "build"], /^--runtime-args cannot .* for compose/],
    [["kubernetes", "--runtime-args", "-v /a:/b", "build"], /^--runtime-args cannot .* kubernetes/],
    [["kubernetes", "--kvm", "build"], /^--kvm cannot be printed for kubernetes: .*device plugin/],
    [["kubernetes", "shell"], /^a shell to type into cannot be printed for kubernetes/],
    [["kubernetes", "menu"], /^a menu to type into cannot be printed/, { arguments: [] }],
    [["kubernetes", "build"], /^the socket \/run\/agent cannot .*--ssh-dir/, socket],
    [["kubernetes", "build"], /^the git work tree \/one cannot/, { worktree }],
    [["compose", "build"], /^the git work tree \/one cannot be printed for compose/, { worktree }],
    [["command", "build"], /^the git work tree \/one .* kas-container -n/, { worktree }],
  ];
  for (const [[form, ...argv], message, facts] of cases) {
    assert.throws(() => printed(["--print", form!, ...argv], facts), { message });
  }
  assert.match(command(["--runtime-args", "-v /a:/b", "build"]), / -v \/a:\/b ghcr/);
  assert.equal(service(["build"], socket).volumes.at(-1).source, "/run/agent");
  assert.ok(job(["menu", "--set", "A=y", "--save"], { arguments: [] }));
});

Deno.test("notes at the top are comments, whatever names are in them", () => {
  const repoRoot = "/one\u202e # x";
  const paths = { KAS_WORK_DIR: "/w", KAS_SSH_DIR: "/s\u202e'", DL_DIR: "/d\u0085l" };
  const facts = { paths, arguments: [{ ...ONE, repoRoot }] };
  for (const form of ["compose", "kubernetes"]) {
    const argv = ["--print", form, "shell", "-c", "a\nservices: x\r\u2028y"];
    const text = printed(argv, facts);
    assert.doesNotMatch(text, /[^\x20-\x7e\n]/, form);
    assert.ok(read(text));
  }
});
