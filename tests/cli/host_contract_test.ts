// The real host and the one in memory do the same: each case runs on both, with one outcome.
import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
import { DenoHost } from "../../src/host/deno_host.ts";
import type { FileInfo, Host } from "../../src/host/host.ts";
import { MemoryHost } from "../../src/host/memory_host.ts";

type Files = (host: Host, at: (name: string) => string) => unknown;

/** What of a file's facts is the same everywhere. */
const facts = (info: FileInfo | undefined) =>
  info && {
    kind: info.kind,
    mode: info.kind === "symlink" ? "" : info.mode.toString(8),
    size: info.kind === "file" ? info.size : undefined,
    uid: info.uid,
    gid: info.gid,
  };

/** Runs something and tells its error's message in place of its result. */
function outcome<T>(act: () => T): T | string {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError) return `error: ${error.message}`;
    throw error;
  }
}

const CASES: Record<string, Files> = {
  "absent files are undefined, absent directories empty": async (host, at) => [
    host.read(at("x")),
    host.readText(at("x/y")),
    await host.sha256(at("x")),
    host.stat(at("x")),
    host.lstat(at("x/y")),
    host.list(at("x")),
  ],
  "a file keeps its mode when it is written anew": (host, at) => {
    host.write(at("f"), "one", 0o600);
    host.write(at("f"), "two");
    host.write(at("g"), "new");
    host.write(at("h"), "", 0o755);
    host.write(at("h"), "", 0o640);
    return ["f", "g", "h"].map((name) => [host.readText(at(name)), facts(host.stat(at(name)))]);
  },
  "a read-only file is written only by whoever gives it a mode": (host, at) => {
    host.write(at("f"), "one", 0o444);
    host.symlink("f", at("l"));
    const refused = ["f", "l"].map((name) => outcome(() => host.write(at(name), "two")));
    const kept = [host.readText(at("f")), facts(host.stat(at("f"))), host.list(at(""))];
    host.write(at("f"), "three", 0o400);
    return [refused, kept, host.readText(at("f"))];
  },
  "files that grow, and are read bit by bit": async (host, at) => {
    for (const [name, mode] of [["private", undefined], ["f", 0o666]] as const) {
      const file = host.begin(at(name), mode);
      file.write("ab");
      file.write(new Uint8Array([0, 255]));
      file.close();
    }
    const file = host.open(at("f"));
    const buffer = new Uint8Array(3);
    const read = [];
    for (let count = await file.read(buffer); count > 0; count = await file.read(buffer)) {
      read.push([...buffer.subarray(0, count)]);
    }
    file.close();
    return [read, ...["private", "f"].map((name) => facts(host.stat(at(name))))];
  },
  "links say where they lead; what is none does not": (host, at) => {
    host.symlink("nowhere", at("l"));
    host.write(at("f"), "");
    return ["l", "f", "x"].map((name) => outcome(() => host.readLink(at(name)))).concat(
      outcome(() => String(host.open(at("x")))),
    );
  },
  "bytes and digests": async (host, at) => {
    host.write(at("f"), new Uint8Array([0, 255, 10]));
    return [[...host.read(at("f"))!], await host.sha256(at("f")), host.stat(at("f"))!.size];
  },
  "names are sorted as their code units are": (host, at) => {
    for (const name of ["b", "a", "B", "é", ".h", "a.b"]) host.write(at(name), "");
    return host.list(at(""));
  },
  "directories have the mode of their making": (host, at) => {
    host.makeDirectory(at("a/b"));
    host.makeDirectory(at("p/q"), 0o700);
    host.makeDirectory(at("a/b"), 0o700);
    return ["a", "a/b", "p", "p/q"].map((name) => facts(host.stat(at(name))));
  },
  "links: looked at, looked through, written through": (host, at) => {
    host.makeDirectory(at("d"));
    host.write(at("d/f"), "text", 0o600);
    host.symlink("d", at("l"));
    host.symlink("l/f", at("m"));
    host.symlink("nowhere", at("n"));
    host.write(at("m"), "through");
    host.write(at("n"), "made");
    return [
      facts(host.lstat(at("l"))),
      facts(host.stat(at("l"))),
      facts(host.stat(at("l/f"))),
      host.list(at("l")),
      host.readText(at("d/f")),
      host.realPath(at("m")),
      host.realPath(at("l/none/f")),
      facts(host.lstat(at("n"))),
      host.readText(at("nowhere")),
    ];
  },
  "links replace files and links, not directories": (host, at) => {
    host.write(at("f"), "x");
    host.symlink("one", at("f"));
    host.symlink("two", at("f"));
    host.makeDirectory(at("d"));
    return [
      host.lstat(at("f"))!.kind,
      host.realPath(at("f")),
      outcome(() => host.symlink("x", at("d"))),
      outcome(() => host.symlink("x", at("none/l"))),
    ];
  },
  "a link that leads to itself": (host, at) => {
    host.symlink("loop", at("loop"));
    return [host.lstat(at("loop"))!.kind, outcome(() => host.stat(at("loop")))];
  },
  "dots in paths": (host, at) => {
    host.makeDirectory(at("d/e"));
    host.write(at("d/e/../f"), "x");
    return [host.readText(at("d/./f")), host.realPath(at("d/../d/e"))];
  },
  "copies have the mode of what is copied, over a file's own": (host, at) => {
    host.write(at("f"), "x", 0o711);
    host.copyFile(at("f"), at("g"));
    host.write(at("h"), "old", 0o600);
    host.copyFile(at("f"), at("h"));
    return [
      facts(host.stat(at("g"))),
      facts(host.stat(at("h"))),
      outcome(() => host.copyFile(at("none"), at("i"))),
    ];
  },
  "renaming": (host, at) => {
    host.makeDirectory(at("d"));
    host.write(at("d/f"), "x", 0o600);
    host.makeDirectory(at("empty"));
    host.rename(at("d"), at("empty"));
    host.write(at("g"), "y");
    host.makeDirectory(at("e"));
    return [
      host.list(at("")),
      facts(host.stat(at("empty/f"))),
      outcome(() => host.rename(at("g"), at("e"))),
      outcome(() => host.rename(at("e"), at("g"))),
      outcome(() => host.rename(at("e"), at("empty"))),
      outcome(() => host.rename(at("none"), at("e"))),
      outcome(() => host.rename(at("e"), at("e/f"))),
      outcome(() => host.rename(at("e"), at("none/f"))),
    ];
  },
  "modes": (host, at) => {
    host.write(at("f"), "x", 0o600);
    host.symlink("f", at("l"));
    host.changeMode(at("l"), 0o4755);
    return [facts(host.stat(at("f"))), outcome(() => host.changeMode(at("none"), 0o600))];
  },
  "removing takes links, not what they lead to": async (host, at) => {
    host.makeDirectory(at("keep"));
    host.write(at("keep/f"), "x");
    host.makeDirectory(at("d/e"));
    host.symlink("../keep", at("d/l"));
    host.symlink("keep", at("l"));
    await host.removeTree(at("d"));
    await host.removeTree(at("l"));
    await host.removeTree(at("none"));
    await host.removeTree(at("keep/f/g"));
    return [host.list(at("")), host.list(at("keep"))];
  },
  "what is no file cannot be read or written": (host, at) => {
    host.makeDirectory(at("d"));
    host.write(at("f"), "x");
    return [
      outcome(() => host.read(at("d"))),
      outcome(() => host.write(at("d"), "x")),
      outcome(() => host.write(at("none/f"), "x")),
      outcome(() => host.write(at("f/g"), "x")),
      outcome(() => host.makeDirectory(at("f"))),
      outcome(() => host.makeDirectory(at("f/g"))),
      outcome(() => host.list(at("f"))),
    ];
  },
  "temporary directories are private, and each is another": (host, at) => {
    const [one, two] = [
      host.makePrivateDirectory(at(""), "p-"),
      host.makePrivateDirectory(at(""), "kas-"),
    ];
    return [
      one !== two,
      one.startsWith(at("p-")),
      two.startsWith(at("kas-")),
      facts(host.stat(one)),
      outcome(() => host.makePrivateDirectory(at("none"), "p-")),
      host.uniqueName() !== host.uniqueName(),
    ];
  },
  "programs are files that may be executed": (host, at) => {
    host.write(at("plain"), "#!/bin/sh\n", 0o644);
    host.write(at("able"), "#!/bin/sh\n", 0o755);
    host.makeDirectory(at("dir"));
    const env = { PATH: `${at("none")}:${at(".")}` };
    return [
      host.findProgram("able", env) === at("able"),
      host.findProgram("plain", env),
      host.findProgram("dir", env),
      host.findProgram(at("able"), {}) === at("able"),
    ];
  },
};

for (const [name, run] of Object.entries(CASES)) {
  Deno.test(`hosts: ${name}`, async () => {
    const root = await Deno.makeTempDir({ prefix: "kas-host-" });
    try {
      const real = new DenoHost();
      const { uid, gid } = real;
      const memory = new MemoryHost({ files: { [root]: {} }, uid, gid });
      const at = (path: string) => path === "" ? root : join(root, path);
      assert.deepEqual(await run(memory, at), await run(real, at));
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  });
}

Deno.test("hosts: programs, their output, status and input", async () => {
  const real = new DenoHost();
  const memory = new MemoryHost({
    env: real.env,
    programs: [
      { argv: /^sh -c echo/, answer: { stdout: "a\nb\n", stderr: "c\n", status: 3 } },
      { argv: /^cat$/, answer: (command) => ({ stdout: command.stdin ?? "" }) },
    ],
  });
  const told = async (host: Host) => {
    const env = { PATH: real.env.PATH ?? "/bin" };
    const lines: string[] = [];
    const script = "echo a; echo b; echo c >&2; exit 3";
    const first = await host.run({ argv: ["sh", "-c", script], cwd: "/", env }, {
      onLine: (stream, line) => lines.push(`${stream}: ${line}`),
    });
    const stopped = new AbortController();
    stopped.abort();
    const cat = { argv: ["cat"], cwd: "/", env };
    return [
      first,
      lines.sort(),
      await host.run({ ...cat, stdin: "in" }),
      await host.run(cat),
      await host.run({ ...cat, argv: ["kas-no-such-program"] }).catch((error) => error.message),
      await host.run(cat, { abort: stopped.signal }).catch((error) => error.name),
    ];
  };
  assert.deepEqual(await told(memory), await told(real));
});
