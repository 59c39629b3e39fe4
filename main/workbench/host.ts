/**
 * What a host (desktop, loopback, cli) lends the workbench. The workbench knows no Electron and no HTTP.
 */
import type { FilePurpose, SaveResult } from '../../shared/files.ts';

/** `release` forgets the text or deletes the file; call it as soon as the content was used. */
export type UploadedFile =
  | { readonly kind: 'text'; readonly name: string; readonly text: string; readonly release: () => void }
  | { readonly kind: 'file'; readonly name: string; readonly path: string; readonly release: () => void };

/** Caches engagement keys in the operating system's keychain. A wrapped key never leaves the machine. */
export interface Keychain {
  /** False where the backend would store keys in clear (Electron's `basic_text`). */
  available(): Promise<boolean>;
  store(id: string, key: Uint8Array): Promise<void>;
  load(id: string): Promise<Uint8Array | null>;
  forget(id: string): Promise<void>;
}

export interface Host {
  readonly kind: 'desktop' | 'loopback' | 'cli';
  /** Directory of engagement files, recent list and settings. Created when missing, mode 0700. */
  readonly homeDir: string;
  /** Opens a file dialog. `null` where the host has none; an empty list when cancelled. */
  pickFiles(purpose: FilePurpose): Promise<readonly string[] | null>;
  /** An uploaded file by its id (loopback): kubeconfigs as text in memory only, evidence as a file. Others have none. */
  uploadedFile(uploadId: string): UploadedFile | null;
  /** Hands finished bytes to the user: a save dialog, a one-time download address, or a path in the CLI. */
  saveFile(suggestedName: string, bytes: Uint8Array): Promise<SaveResult>;
  readonly keychain: Keychain | null;
}
