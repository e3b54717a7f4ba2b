/** Version of this program. */
export const VERSION = "0.1.0";

/** The kas release whose behaviour this is, and what launcher and container tell each other. */
export const COMPATIBLE_KAS = "5.4";
