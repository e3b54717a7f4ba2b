// Lets the runtime in a compiled program find its temporary directory by another variable than
// TMPDIR: it makes a URL of it before any of our code runs, and ends when that is empty or
// relative. kas itself reads TMPDIR, and uses /tmp in its place. Argument: the program.
const VARIABLE = "TMPDIR";
/** As long as the one that it replaces. */
const OTHER = "KASTMP";

const [file] = Deno.args as [string];
const program = Deno.readFileSync(file);
const text = new TextDecoder("latin1").decode(program);
// Rust's standard library holds its texts without gaps: the name of a source file follows.
const found = [...text.matchAll(new RegExp(`${VARIABLE}(?=library/std/src/)`, "g"))];
if (found.length === 1) {
  program.set(new TextEncoder().encode(OTHER), found[0]!.index);
  Deno.writeFileSync(file, program);
} else {
  console.error(`${file}: this runtime ends where ${VARIABLE} is empty or relative`);
}
