// Checks the rules of the code's layout: a layer imports only lower ones, only the host
// layer touches Deno, and pure layers touch nothing outside.

/** Lowest first. Folders in one row do not import each other. */
const LAYERS = [
  ["base"],
  ["config"],
  ["repo", "home", "kconfig", "lock"],
  ["bitbake", "report", "entrypoint"],
  ["clean", "container"],
  ["host"],
  ["run"],
  ["commands"],
  ["cli"],
];
const PURE_MODULES = ["node:path", "node:crypto"];
const HOST_FILES = ["deno_host.ts", "deno_full_screen.ts", "execve.ts"]
  .map((name) => `src/host/${name}`);

const root = new URL("../", import.meta.url).pathname;
const levelOf = (folder: string) => LAYERS.findIndex((row) => row.includes(folder));
const hostLevel = levelOf("host");
const complaints: string[] = [];

for (const folder of Deno.readDirSync(`${root}src`)) {
  const level = levelOf(folder.name);
  if (level < 0) complaints.push(`src/${folder.name}: belongs to no layer`);
  for (const file of sources(`src/${folder.name}`)) {
    const text = Deno.readTextFileSync(root + file);
    for (const [, target] of text.matchAll(/^(?:import|export)[^;]*? from "([^"]+)"/gm)) {
      const other = /^\.\.\/(\w+)\//.exec(target!)?.[1];
      if (other !== undefined && levelOf(other) >= level) {
        complaints.push(`${file}: ${folder.name} must not import ${other} (${target})`);
      }
      if (level < hostLevel && target!.startsWith("node:") && !PURE_MODULES.includes(target!)) {
        complaints.push(`${file}: a pure layer must not import ${target}`);
      }
    }
    if (
      /\bDeno\./.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")) && !HOST_FILES.includes(file)
    ) {
      complaints.push(`${file}: only ${HOST_FILES.join(", ")} use Deno; ask the Host`);
    }
  }
}

function* sources(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(root + folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && entry.name !== "generated") yield* sources(path);
    else if (path.endsWith(".ts")) yield path;
  }
}

if (complaints.length > 0) {
  console.error(complaints.join("\n"));
  Deno.exit(1);
}
