/** Version of this program, the single binary. */
export const VERSION = "1.0.0";

/**
 * The kas release whose behaviour this is: what scripts read, what launcher and container tell
 * each other, and the tag of the images.
 */
export const COMPATIBLE_KAS = "5.5";
