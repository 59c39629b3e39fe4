/**
 * Results of another tool, read and redacted, before they are joined to objects and stored: one rule with all that
 * it found. Passes are not results; what the tool could not judge is `unknown`, never pass.
 */
import type { Severity } from '../../shared/verdict.ts';

/** A thing as the tool names it. Any part may be '' or null where the tool leaves it out. */
export interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface ToolObject {
  readonly state: 'fail' | 'unknown';
  readonly named: NamedObject;
  readonly path: string;
  /** One line. */
  readonly message: string;
  /** Why the tool was told not to report it; null where it was not. */
  readonly exception: string | null;
}

export interface ToolRule {
  /** The tool's own id. */
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** A control family, or `other`. */
  readonly domain: string;
  /** What kind of check it is, in the tool's terms; see `areas`. */
  readonly area: string;
  /** Plain text, perhaps of several lines. */
  readonly fact: string;
  readonly whyItMatters: string;
  readonly recommendation: string;
  readonly references: readonly { readonly title: string; readonly url: string }[];
  readonly mappings: readonly { readonly framework: string; readonly id: string }[];
  readonly objects: readonly ToolObject[];
}

export interface ToolResults {
  readonly tool: string;
  /** '' when the file does not say. */
  readonly toolVersion: string;
  readonly rules: readonly ToolRule[];
  /** Rules that the file says passed on all that they were tried on. */
  readonly passed: readonly string[];
  /** What the file looked at as a whole: of a rule of these areas that it does not name, nothing is known any more. */
  readonly areas: readonly string[];
  /** The part of the cluster that the file is about: '' for all of it, else the name of a node. */
  readonly scope: string;
}
