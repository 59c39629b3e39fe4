/**
 * Errors that a user can meet: a code that crosses every boundary, a sentence that says what happened, and one
 * that says what to do. Anything else that is thrown is a defect and crosses as `INTERNAL` without its payload.
 */

const CATALOGUE = {
  INTERNAL: [
    'An internal error occurred in Drydock.',
    'Try again; if it happens again, report the log entry.',
  ],
  NOT_FOUND: [
    '{what} does not exist.',
    'It may have been removed in the meantime. Go back and choose again.',
  ],
  INVALID_INPUT: ['{what} cannot be used: {reason}.', 'Correct it and try again.'],
  INPUT_REFUSED: ['{sentence}', 'Nothing was changed.'],
  CANCELLED: ['The job was cancelled.', 'Start it again when you are ready.'],
  WORKER_CRASHED: ['A background worker stopped unexpectedly.', 'No saved data was lost. Try again.'],
  FILE_NOT_FOUND: ['No file exists at {path}.', 'Check the path, or choose the file again.'],
  FILE_NOT_READABLE: ['{path} cannot be read: {reason}.', 'Check its permissions, or choose another file.'],
  FILE_NOT_WRITABLE: ['{path} cannot be written: {reason}.', 'Choose another place, or free some space.'],
  UPLOAD_NOT_KEPT: [
    '{name} could not be uploaded: {reason}.',
    'Free some space on the disk where Drydock runs, then upload it again.',
  ],
  UPLOAD_TOO_LARGE: [
    '{name} could not be uploaded: it is too large.',
    'If the file is on the machine where Drydock runs, enter its path instead.',
  ],
  FILE_EXISTS: ['A file already exists at {path}.', 'Choose another name. Nothing was changed.'],
  ENGAGEMENT_LOCKED: ['No engagement is open.', 'Open one, or create a new one.'],
  ENGAGEMENT_WRONG_PASSPHRASE: [
    'The passphrase does not open this file, or the file is not an engagement.',
    'Enter the passphrase again. Nothing was changed.',
  ],
  ENGAGEMENT_DAMAGED: [
    'The engagement file is damaged: {reason}.',
    'Nothing was changed. Restore the newest backup beside it, or use another copy.',
  ],
  RECORD_DAMAGED: [
    '{what} cannot be read: {reason}.',
    'It stays in the engagement file as it is. Restore a backup of the file, or enter it again.',
  ],
  ENGAGEMENT_INCOMPLETE: [
    'Saved entries are missing from the engagement file: {reason}. {missing}',
    'Find a complete copy of the file and its log, or open the intact part; Drydock copies both files first.',
  ],
  ENGAGEMENT_MOVED: [
    'The engagement file is no longer at its location: {reason}.',
    'Your last change may not be saved. Save a copy of the open engagement to a new file now.',
  ],
  ENGAGEMENT_NEWER: [
    'A newer version of Drydock wrote this file (format {found}; this version supports {known}).',
    'Update Drydock to open it. Nothing was changed.',
  ],
  ENGAGEMENT_IN_USE: ['The engagement is open in another window or process.', 'Close it there first.'],
  PASSPHRASE_TOO_SHORT: [
    'The passphrase has fewer than {minimum} characters.',
    'Choose a longer one; a sentence works well.',
  ],
  KUBECONFIG_INVALID: ['The kubeconfig cannot be used: {reason}.', 'Request a corrected file.'],
  KUBECONFIG_UNSUPPORTED: ['The kubeconfig cannot be used: {reason}.', '{todo}'],
  CONTEXT_NOT_FOUND: ['The kubeconfig has no context named {context}.', 'Choose one of its contexts{known}.'],
  CONTEXT_NOT_CHOSEN: ['The kubeconfig sets no current context.', 'Choose one of its contexts{known}.'],
  EXEC_CONSENT_REQUIRED: [
    'Signing in to this cluster runs the program {command}, as the kubeconfig specifies.',
    'Read the full command, and allow it only if you trust the source of the file.',
  ],
  EXEC_FAILED: ['The sign-in program failed: {reason}.', 'Run it in a terminal to see why, then try again.'],
  AUTHORISATION_REQUIRED: [
    'No recorded authorisation covers collecting from {cluster} now.',
    'Record who authorised it, its scope and its time window.',
  ],
  CLUSTER_UNREACHABLE: [
    'The API server {server} does not respond: {reason}.',
    'Check the network, proxy or tunnel, then try again.',
  ],
  PROXY_UNREACHABLE: [
    'The proxy {proxy} to {server} does not work: {reason}.',
    'Check the proxy-url in the kubeconfig, or HTTPS_PROXY on this machine, then try again.',
  ],
  CLUSTER_UNTRUSTED: [
    'The certificate of {server} cannot be verified: {reason}.',
    'Request the correct certificate authority. Drydock never skips this check silently.',
  ],
  CLUSTER_UNAUTHENTICATED: ['The API server rejected the credentials.', 'Request new credentials.'],
  CLUSTER_PROTOCOL: [
    'The response is not from a Kubernetes API server: {reason}.',
    'Check the address in the kubeconfig.',
  ],
  CLUSTER_DISCOVERY_REFUSED: [
    'The account may not list the APIs that the server offers.',
    'Ask the target to bind it to the ClusterRole system:discovery, which every account normally has.',
  ],
  RESUME_MISMATCH: [
    'The earlier collection is from another cluster, or nothing proves that it is from this one.',
    'Start a new collection without resuming.',
  ],
  BUNDLE_INVALID: [
    'The evidence bundle cannot be used: {reason}.',
    'Choose another file, or request a new copy. Nothing was imported.',
  ],
  BUNDLE_ENCRYPTED: [
    'The evidence bundle is encrypted.',
    'Provide the identity file for which it was encrypted.',
  ],
  NOT_A_BUNDLE: [
    '{path} is not an evidence bundle; it contains {what}.',
    'Choose a file that drydock collect wrote; a review shows what such a bundle contains.',
  ],
  IDENTITY_INVALID: [
    'The identity file cannot be used: {reason}.',
    'Provide the file that age-keygen wrote; the line with its key begins with AGE-SECRET-KEY-1.',
  ],
  IDENTITY_WRONG: [
    'No key of the identity file opens this bundle.',
    'Provide the identity for the public key (age1…) used to encrypt the bundle. Nothing was imported.',
  ],
  RECIPIENT_INVALID: [
    'Drydock cannot encrypt to {recipient}: {reason}.',
    'Provide the public key that age-keygen printed; it begins with age1. Nothing was collected.',
  ],
  EVIDENCE_EMPTY: ['No Kubernetes objects were found in {path}.', 'Choose manifests or an evidence bundle.'],
  EVIDENCE_UNRECOGNISED: [
    'Drydock cannot read {path} as evidence: {reason}.',
    'Choose an evidence bundle, manifests, kubectl get output, a cluster-info dump, a must-gather directory, or JSON results of Trivy, Kubescape, kube-bench, Polaris or SARIF.',
  ],
  EVIDENCE_PACKED: [
    'Drydock cannot read {path} as evidence: {reason}.',
    'Unpack it, and choose the directory.',
  ],
  EVIDENCE_NOT_RENDERED: [
    '{path} contains templates that were not rendered: {templates}.',
    'Render the chart with helm template, and choose its output.',
  ],
  EVIDENCE_IS_CHART: [
    '{path} is a Helm chart, which contains templates but no Kubernetes objects.',
    'Render it with helm template, and choose its output.',
  ],
  EVIDENCE_IS_KUBECONFIG: [
    '{path} is a kubeconfig: it gives access to a cluster but contains no evidence.',
    'Use it to collect from the cluster, or choose manifests or an evidence bundle.',
  ],
  TOOL_RESULTS_INVALID: [
    'The results of {tool} cannot be used: {reason}.',
    'Export them again in the tool’s JSON format. Nothing was imported.',
  ],
  JOB_RUNNING: ['This job is already running.', 'Wait for it to finish, or cancel it.'],
  REPORT_FAILED: [
    'The report could not be typeset: {reason}.',
    'Nothing was changed. Report this with the log entry.',
  ],
  CONFLICT: ['{what} was changed in the meantime.', 'Review the newer version, then repeat your change.'],
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
