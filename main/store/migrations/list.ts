/** Every migration in order. One file each; a landed one is never changed. */
import { first } from './0001-first.ts';
import { importedFindings } from './0002-imported-findings.ts';
import { execConsent } from './0003-exec-consent.ts';
import { objectChunks } from './0004-object-chunks.ts';
import { exceptions } from './0005-exceptions.ts';
import { unfinishedForms } from './0006-unfinished-forms.ts';
import { journalSeal } from './0007-journal-seal.ts';
import { findingRevision } from './0008-finding-revision.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  first,
  importedFindings,
  execConsent,
  objectChunks,
  exceptions,
  unfinishedForms,
  journalSeal,
  findingRevision,
];
