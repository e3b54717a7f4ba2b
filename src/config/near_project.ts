/** A project file that may be meant where none was named. */
export interface NearProject {
  readonly directory: string;
  readonly name: string;
  /** It is in the current directory, else in one above. */
  readonly isHere: boolean;
}
