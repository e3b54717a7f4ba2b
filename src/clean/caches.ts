/** A cache in the build directory, and the variable that moves it elsewhere. */
export interface Cache {
  readonly variable: string;
  readonly directory: string;
}

export const SSTATE: Cache = { variable: "SSTATE_DIR", directory: "sstate-cache" };
const DOWNLOADS: Cache = { variable: "DL_DIR", directory: "downloads" };
export const ALL_CACHES: readonly Cache[] = [SSTATE, DOWNLOADS];
