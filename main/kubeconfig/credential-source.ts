/** Credentials as a connection asks for them. */
export interface Credentials {
  /** Value of the Authorization header; null when none is sent. */
  readonly authorization: string | null;
  /** PEM. */
  readonly clientCertificate: { readonly cert: string; readonly key: string } | null;
}

export interface CredentialSource {
  current(): Promise<Credentials>;
  /** Fetches anew, once for all who ask at the same time. False when nothing can have changed. */
  refresh(): Promise<boolean>;
}
