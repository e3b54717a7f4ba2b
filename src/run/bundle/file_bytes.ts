import { type Session, stopIfCancelled } from "../session.ts";

/** Bytes that are read at once. */
const CHUNK = 1 << 20;

/** The bytes of a file, piece by piece: each is overwritten by the next. */
export async function* fileBytes(
  run: Pick<Session, "host" | "cancel">,
  path: string,
): AsyncGenerator<Uint8Array> {
  const file = run.host.open(path);
  const buffer = new Uint8Array(CHUNK);
  try {
    for (;;) {
      stopIfCancelled(run);
      const count = await file.read(buffer);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } finally {
    file.close();
  }
}
