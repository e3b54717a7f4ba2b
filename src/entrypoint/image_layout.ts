/** The user that builds run as; part of the image. */
export const BUILDER = "builder";
/** Where kas-container mounts what it hands over. */
export const USER_DATA = "/var/kas/userdata";
/** Where kas-container mounts directories that stand in for repositories, by their names. */
export const LOCAL_REPOS = "/local";
/** Where kas-container mounts the project and the directories of builds. */
export const MANAGED_DIRECTORIES = [
  "/build",
  "/work",
  "/sstate",
  "/bb-hashserve-db",
  "/downloads",
  "/repo-ref",
];
