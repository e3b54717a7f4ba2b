import { Cancelled } from "../base/errors.ts";

/** Waits for work that cannot be stopped itself. @throws Cancelled after `abort`, without waiting */
export async function unlessAborted<T>(
  work: Promise<T>,
  abort: AbortSignal | undefined,
): Promise<T> {
  if (!abort) return await work;
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(new Cancelled());
  if (abort.aborted) stop();
  abort.addEventListener("abort", stop);
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    abort.removeEventListener("abort", stop);
  }
}
