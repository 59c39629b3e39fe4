/** Faults of a custom control, as places in its data; main/workbench turns them into lines and columns of the file. */

export interface ControlProblem {
  /** Where in the control, such as `['validations', 0, 'expression']`. */
  readonly path: readonly (string | number)[];
  /** Offset within the text at that place. */
  readonly offset: number;
  readonly message: string;
}
