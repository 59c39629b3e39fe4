import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../write-whole-file.ts';
import type { BrowserWindow, Electron } from './electron.ts';
import type { WindowPlace } from './window.ts';

/** Where the window was when Drydock closed, if that place still is on a screen; otherwise a comfortable default. */
export async function readWindowPlace(
  { screen }: Pick<Electron, 'screen'>,
  statePath: string,
): Promise<WindowPlace & { readonly maximized: boolean }> {
  const kept = await readState(statePath);
  if (kept === null) return DEFAULT;
  const area = screen.getDisplayMatching(kept).workArea;
  const visible =
    kept.x + GRIP <= area.x + area.width &&
    kept.x + kept.width >= area.x + GRIP &&
    kept.y >= area.y &&
    kept.y + GRIP <= area.y + area.height;
  return visible ? kept : { ...DEFAULT, maximized: kept.maximized };
}

/** Remembers the window's place when it closes. A place that cannot be written is not worth a message. */
export function keepWindowPlace(window: BrowserWindow, statePath: string): void {
  window.on('close', () => {
    const state: State = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    void mkdir(dirname(statePath), { recursive: true, mode: 0o700 })
      .then(() => writeWholeFile(statePath, Buffer.from(JSON.stringify(state))))
      .catch(() => undefined);
  });
}

async function readState(statePath: string): Promise<State | null> {
  try {
    return State.parse(JSON.parse(await readFile(statePath, 'utf8')));
  } catch {
    return null;
  }
}

const State = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400).max(20_000),
  height: z.int().min(300).max(20_000),
  maximized: z.boolean(),
});
type State = z.infer<typeof State>;

const DEFAULT = { width: 1440, height: 900, maximized: false } as const;

/** So much of the title bar must be on a screen that it can be grabbed. */
const GRIP = 96;
