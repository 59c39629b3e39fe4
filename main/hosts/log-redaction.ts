import { maskForLog } from '../workbench/log-masking.ts';

/**
 * Takes out of a line for the log what must not be kept: tokens, certificates and keys, Authorization and cookie
 * values, passwords in addresses, and what an exec plugin printed. Rather too much than too little.
 */
export function redactForLog(text: string): string {
  // SECURITY S-28
  const clear = text.slice(0, MAX_CHARACTERS);
  // By the grammar of what stands there first: once a value is cut out, what is left no longer has one.
  return RULES.reduce(
    (line, [pattern, replacement]) => line.replace(pattern, replacement),
    maskForLog(clear),
  );
}

/** A line of a log is short; what is longer is no line. */
const MAX_CHARACTERS = 16_384;

const GONE = '[redacted]';

/** In order: whole blocks first, then labelled values, then what betrays itself by its shape. */
const RULES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g, GONE],
  [/\b(authorization|proxy-authorization|cookie|set-cookie)\b(["']?\s*[:=]\s*).*/gi, `$1$2${GONE}`],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${GONE}`],
  [
    /\b(id[-_]?token|access[-_]?token|refresh[-_]?token|token|password|passphrase|secret|client[-_](?:key|certificate)(?:[-_]data)?|certificate[-_]authority[-_]data)\b(["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|\S+)/gi,
    `$1$2${GONE}`,
  ],
  [/\b(stdout|stderr|execOutput)\b(["']?\s*[:=]\s*)[\s\S]*/gi, `$1$2${GONE}`],
  [/\bExecCredential\b[\s\S]*/g, `ExecCredential ${GONE}`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?/g, GONE],
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, GONE],
  [/(\w+:\/\/)[^\s/@]+@/g, `$1${GONE}@`],
  [/\b[A-Za-z0-9+/_-]{60,}={0,2}/g, GONE],
];
