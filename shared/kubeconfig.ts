/** What an inspected kubeconfig shows: never a credential, only its kind. */
import { z } from 'zod';

export const AuthenticationKind = z.enum([
  'token',
  'token-file',
  'client-certificate',
  'basic',
  'exec',
  'in-cluster',
  'none',
  'unsupported',
]);
export type AuthenticationKind = z.infer<typeof AuthenticationKind>;

/** A program that the kubeconfig wants to run to sign in. Shown in full before anyone agrees. */
export const ExecPlugin = z.strictObject({
  command: z.string(),
  args: z.array(z.string()),
  /** Names only. */
  envNames: z.array(z.string()),
  /** SHA-256 (hex) of what is agreed to. */
  fingerprint: z.string(),
  installHint: z.string(),
});
export type ExecPlugin = Readonly<z.infer<typeof ExecPlugin>>;

export const KubeconfigContext = z.strictObject({
  name: z.string(),
  cluster: z.string(),
  server: z.string(),
  user: z.string(),
  namespace: z.string(),
  authentication: AuthenticationKind,
  /** Plain sentences: skipped TLS verification, a proxy, plain HTTP, … */
  warnings: z.array(z.string()),
  /** Set when Drydock cannot use this context: which field, and why. */
  refusal: z.string().nullable(),
  exec: ExecPlugin.nullable(),
  proxy: z.string().nullable(),
  insecureSkipTlsVerify: z.boolean(),
});
export type KubeconfigContext = Readonly<z.infer<typeof KubeconfigContext>>;

export const KubeconfigInspection = z.strictObject({
  /** Where it was read from; several files when merged. */
  paths: z.array(z.string()),
  currentContext: z.string(),
  contexts: z.array(KubeconfigContext),
  warnings: z.array(z.string()),
});
export type KubeconfigInspection = Readonly<z.infer<typeof KubeconfigInspection>>;
