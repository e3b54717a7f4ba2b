import type { Environment } from "../base/command.ts";

const SIGPIPE = 13;
const SIG_DFL = null;

/**
 * execve(2): the process becomes another program, with the same process id, terminal
 * and signals. The runtime ignores SIGPIPE, which would be inherited: the default is set
 * back. The runtime has no call for this, hence the foreign function interface.
 */
export function execve(program: string, argv: readonly string[], env: Environment): never {
  const libc = Deno.dlopen("libc.so.6", {
    execve: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
    signal: { parameters: ["i32", "pointer"], result: "pointer" },
    __errno_location: { parameters: [], result: "pointer" },
  });
  const keep: Uint8Array<ArrayBuffer>[] = [];
  const pointers = (words: readonly string[]) => {
    const list = new BigUint64Array(words.length + 1);
    words.forEach((word, index) => {
      const bytes = cString(word);
      keep.push(bytes);
      list[index] = Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
    });
    return list;
  };
  const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const argumentList = pointers(argv);
  const environmentList = pointers(environment);
  libc.symbols.signal(SIGPIPE, SIG_DFL);
  libc.symbols.execve(cString(program), argumentList, environmentList);
  const location = libc.symbols.__errno_location();
  const code = location ? new Deno.UnsafePointerView(location).getInt32() : 0;
  throw new Error(`execve failed with error number ${code} (${keep.length} strings)`);
}

function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`) as Uint8Array<ArrayBuffer>;
}
