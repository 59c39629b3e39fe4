/**
 * Whether a TLS version or a cipher suite is one that nobody should offer: versions before 1.2, and the suites that Go
 * counts as insecure (RC4, 3DES, key exchange by RSA, CBC with SHA-256). Source: crypto/tls, InsecureCipherSuites.
 */
export function weakTls(word: string): boolean {
  return /^(VersionTLS1[01]|TLS1\.[01])$/.test(word) || /^TLS_RSA_WITH_|_RC4_|_3DES_|_CBC_SHA256$/.test(word);
}
