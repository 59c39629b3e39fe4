/** A hint, not a gate beyond the length: long beats clever. */
export interface Strength {
  /** 0 to 4 */
  readonly step: number;
  readonly enough: boolean;
  readonly hint: string;
}

/** The shortest passphrase that the workbench accepts; a shorter one ends in PASSPHRASE_TOO_SHORT. */
export const MIN_PASSPHRASE = 8;

/** Rough guess from length and variety. Repeated characters count little. */
export function passphraseStrength(passphrase: string): Strength {
  const length = Array.from(passphrase).length;
  const distinct = new Set(passphrase.toLowerCase()).size;
  if (length === 0)
    return {
      step: 0,
      enough: false,
      hint: `At least ${MIN_PASSPHRASE} characters. Four or five unrelated words work well.`,
    };
  if (length < MIN_PASSPHRASE) {
    return { step: 1, enough: false, hint: `${MIN_PASSPHRASE - length} more to go. A sentence works well.` };
  }
  if (distinct < 6) return { step: 1, enough: true, hint: 'Easy to guess: it repeats itself.' };
  if (length < 16) return { step: 2, enough: true, hint: 'Fair. A few more words make it strong.' };
  if (length < 24) return { step: 3, enough: true, hint: 'Strong.' };
  return { step: 4, enough: true, hint: 'Very strong.' };
}

/** A file name from an engagement's name: no path, nothing that a file system refuses. */
export function fileNameFor(name: string): string {
  const clean = name
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 100);
  return clean === '' ? 'engagement' : clean;
}
