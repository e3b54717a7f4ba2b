import { isDownloads, isSharedState, type Recognized } from "./emptied_directory.ts";

/** A cache in the build directory, and the variable that moves it elsewhere. */
export interface Cache {
  readonly variable: string;
  readonly directory: string;
  readonly what: string;
  readonly recognized: Recognized;
}

export const SSTATE: Cache = {
  variable: "SSTATE_DIR",
  directory: "sstate-cache",
  what: "a shared state cache",
  recognized: isSharedState,
};
const DOWNLOADS: Cache = {
  variable: "DL_DIR",
  directory: "downloads",
  what: "a directory of downloads",
  recognized: isDownloads,
};
export const ALL_CACHES: readonly Cache[] = [SSTATE, DOWNLOADS];
