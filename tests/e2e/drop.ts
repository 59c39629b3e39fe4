import type { Page } from 'playwright';

export interface DroppedFile {
  readonly name: string;
  readonly text?: string;
  readonly bytes?: Uint8Array;
}

/** Drops files on the middle of the page, as a person's file manager does. */
export async function dropFiles(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const sent = files.map(({ name, text, bytes }) => ({
    name,
    base64: Buffer.from(bytes ?? text ?? '').toString('base64'),
  }));
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, base64 } of all) {
      data.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name));
    }
    return data;
  }, sent);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await transfer.dispose();
}
