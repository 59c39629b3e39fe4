/** SECURITY S-07: no string that could hold markup ever becomes HTML, whoever asks. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(text: string): string | null }): unknown;
}

/** Installs the default policy: style text and plain text pass, anything with `<` is refused, scripts always. */
export function installTrustedTypes(): void {
  const trustedTypes = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
  trustedTypes?.createPolicy('default', { createHTML: refuseMarkup });
}

/** The text itself when it cannot hold markup, else null, which makes the browser throw. */
export function refuseMarkup(text: string): string | null {
  return text.includes('<') ? null : text;
}
