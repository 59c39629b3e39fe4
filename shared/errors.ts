/**
 * Errors that a user can meet: a code that crosses every boundary, a sentence that says what happened, and one
 * that says what to do. Anything else that is thrown is a defect and crosses as `INTERNAL` without its payload.
 */

const CATALOGUE = {
  INTERNAL: ['Something inside Drydock failed.', 'Try again; if it happens again, report the log entry.'],
  NOT_FOUND: ['{what} is not there.', 'It may have been removed in the meantime. Go back and choose again.'],
  INVALID_INPUT: ['{what} cannot be used: {reason}.', 'Correct it and try again.'],
  INPUT_REFUSED: ['{sentence}', 'Nothing was changed.'],
  CANCELLED: ['The work was cancelled.', 'Start it again when you are ready.'],
  WORKER_CRASHED: ['A background worker stopped unexpectedly.', 'Nothing saved was lost. Try again.'],
  FILE_NOT_FOUND: ['There is no file at {path}.', 'Check the path, or choose the file again.'],
  FILE_NOT_READABLE: ['{path} cannot be read: {reason}.', 'Check its permissions, or choose another file.'],
  FILE_NOT_WRITABLE: ['{path} cannot be written: {reason}.', 'Choose another place, or free some space.'],
  UPLOAD_NOT_KEPT: [
    '{name} could not be handed over: {reason}.',
    'Free some space on the disk where Drydock runs, then hand it over again.',
  ],
  UPLOAD_TOO_LARGE: [
    '{name} could not be handed over: it is too large.',
    'Type its path instead, when it lies on the machine where Drydock runs.',
  ],
  FILE_EXISTS: ['There is already a file at {path}.', 'Choose another name. Nothing was changed.'],
  ENGAGEMENT_LOCKED: ['No engagement is open.', 'Open one, or create a new one.'],
  ENGAGEMENT_WRONG_PASSPHRASE: [
    'The passphrase does not open this file, or the file is not an engagement.',
    'Type the passphrase again. Nothing was changed.',
  ],
  ENGAGEMENT_DAMAGED: [
    'The engagement file is damaged: {reason}.',
    'Nothing was changed. Restore the newest backup beside it, or another copy.',
  ],
  ENGAGEMENT_INCOMPLETE: [
    'Saved entries are missing from the engagement file: {reason}. {missing}',
    'Nothing was changed. Look for a complete copy of the file and its log, or open what is whole; both files are copied first.',
  ],
  ENGAGEMENT_MOVED: [
    'The engagement file is no longer in its place: {reason}.',
    'Your last change may not be saved. Save a copy of the open engagement to a new file now.',
  ],
  ENGAGEMENT_NEWER: [
    'This file was written by a newer version of Drydock (format {found}, this version knows {known}).',
    'Update Drydock to open it. Nothing was changed.',
  ],
  ENGAGEMENT_IN_USE: ['The engagement is open in another window or process.', 'Close it there first.'],
  PASSPHRASE_TOO_SHORT: [
    'The passphrase has fewer than {minimum} characters.',
    'Choose a longer one; a sentence works well.',
  ],
  KUBECONFIG_INVALID: ['The kubeconfig cannot be used: {reason}.', 'Ask for a corrected file.'],
  KUBECONFIG_UNSUPPORTED: ['The kubeconfig cannot be used: {reason}.', '{todo}'],
  CONTEXT_NOT_FOUND: ['The kubeconfig has no context named {context}.', 'Choose one of its contexts{known}.'],
  CONTEXT_NOT_CHOSEN: ['The kubeconfig names no current context.', 'Choose one of its contexts{known}.'],
  EXEC_CONSENT_REQUIRED: [
    'Signing in to this cluster runs the program {command}, named by the kubeconfig.',
    'Read the full command, and allow it only if you trust where the file came from.',
  ],
  EXEC_FAILED: ['The sign-in program failed: {reason}.', 'Run it in a terminal to see why, then try again.'],
  AUTHORISATION_REQUIRED: [
    'No authorisation is recorded that covers collecting from {cluster} now.',
    'Record who allowed it, its scope and its time window.',
  ],
  CLUSTER_UNREACHABLE: [
    'The API server {server} does not answer: {reason}.',
    'Check the network, proxy or tunnel, then try again.',
  ],
  PROXY_UNREACHABLE: [
    'The proxy {proxy} on the way to {server} does not work: {reason}.',
    'Check the proxy-url of the kubeconfig, or HTTPS_PROXY of this machine, then try again.',
  ],
  CLUSTER_UNTRUSTED: [
    'The certificate of {server} cannot be verified: {reason}.',
    'Ask for the right certificate authority. Drydock does not skip this check silently.',
  ],
  CLUSTER_UNAUTHENTICATED: ['The API server did not accept the credentials.', 'Ask for fresh credentials.'],
  CLUSTER_PROTOCOL: [
    'The API server gave an answer that is not Kubernetes: {reason}.',
    'Check the address in the kubeconfig.',
  ],
  CLUSTER_DISCOVERY_REFUSED: [
    'The account may not even ask the API server what it offers.',
    'Ask the target to bind it to the ClusterRole system:discovery, which every account normally has.',
  ],
  RESUME_MISMATCH: [
    'The earlier collection is of another cluster, or nothing proves that it is of this one.',
    'Collect anew without resuming.',
  ],
  BUNDLE_INVALID: [
    'The evidence bundle cannot be used: {reason}.',
    'Choose another file, or ask for a fresh copy. Nothing was imported.',
  ],
  BUNDLE_ENCRYPTED: ['The evidence bundle is encrypted.', 'Give the identity file that it was encrypted to.'],
  NOT_A_BUNDLE: [
    '{path} is no evidence bundle; it holds {what}.',
    'A review shows what an evidence bundle holds. Choose a file that drydock collect wrote.',
  ],
  IDENTITY_INVALID: [
    'The identity file cannot be used: {reason}.',
    'Give the file that age-keygen wrote; the line of its key begins with AGE-SECRET-KEY-1.',
  ],
  IDENTITY_WRONG: [
    'No key of the identity file opens this bundle.',
    'Give the identity whose public key (age1…) the bundle was encrypted to. Nothing was imported.',
  ],
  RECIPIENT_INVALID: [
    '{recipient} cannot be encrypted to: {reason}.',
    'Give the public key that age-keygen printed; it begins with age1. Nothing was collected.',
  ],
  EVIDENCE_EMPTY: [
    'No Kubernetes objects were found in {path}.',
    'Point to manifests or to an evidence bundle.',
  ],
  EVIDENCE_UNRECOGNISED: [
    'Drydock cannot read {path} as evidence: {reason}.',
    'Choose an evidence bundle, manifests, output of kubectl get, a cluster-info dump, a must-gather directory, or results of trivy, kubescape, kube-bench, polaris or SARIF in JSON.',
  ],
  EVIDENCE_PACKED: [
    'Drydock cannot read {path} as evidence: {reason}.',
    'Unpack it, and choose the directory.',
  ],
  EVIDENCE_NOT_RENDERED: [
    '{path} holds templates that were not rendered: {templates}.',
    'Render the chart with helm template, and choose what that prints.',
  ],
  EVIDENCE_IS_CHART: [
    '{path} is a Helm chart, which holds templates and no Kubernetes objects.',
    'Render it with helm template, and choose what that prints.',
  ],
  EVIDENCE_IS_KUBECONFIG: [
    '{path} is a kubeconfig: it gives access to a cluster and holds no evidence of one.',
    'Collect from the cluster with it, or choose manifests or an evidence bundle.',
  ],
  TOOL_RESULTS_INVALID: [
    'The results of {tool} cannot be used: {reason}.',
    'Write them again in the JSON format of the tool. Nothing was imported.',
  ],
  JOB_RUNNING: ['That work is already running.', 'Wait for it to finish, or cancel it.'],
  REPORT_FAILED: [
    'The report could not be typeset: {reason}.',
    'Nothing was changed. Report this with the log entry.',
  ],
  CONFLICT: ['{what} was changed in the meantime.', 'Look at the newer version, then repeat your change.'],
} as const satisfies Record<string, readonly [happened: string, todo: string]>;

export type ErrorCode = keyof typeof CATALOGUE;
export const ERROR_CODES = Object.keys(CATALOGUE) as ErrorCode[];

export type ErrorData = Readonly<Record<string, string | number>>;

/** An error with words for a person. `message` is the first sentence, filled in; `remedy` says what to do. */
export class DrydockError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData;
  readonly remedy: string;

  constructor(code: ErrorCode, data: ErrorData = {}, options?: ErrorOptions) {
    const [happened, todo] = CATALOGUE[code];
    super(fill(happened, data), options);
    this.name = 'DrydockError';
    this.code = code;
    this.data = data;
    this.remedy = fill(todo, data);
  }
}

/** Narrows an unknown throw. Works across realms and after structured clone of `{code, data}`. */
export function isDrydockError(error: unknown): error is DrydockError {
  return error instanceof DrydockError;
}

/** The words of a code, filled in; for an error that arrived over the wire as code and data. */
export function describeError(code: ErrorCode, data: ErrorData = {}): { message: string; remedy: string } {
  const [happened, todo] = CATALOGUE[code];
  return { message: fill(happened, data), remedy: fill(todo, data) };
}

function fill(template: string, data: ErrorData): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) =>
    Object.hasOwn(data, key) ? String(data[key]).slice(0, 500) : key,
  );
}
