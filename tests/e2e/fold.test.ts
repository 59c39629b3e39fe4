/** What a person must see without scrolling: the answer and the note of a question, and every entry of the rail. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BrowserWorkbench, openInBrowser, openSample, visit } from './harness.ts';
import { QUESTIONS } from './views.ts';

let workbench: BrowserWorkbench;
beforeAll(async () => {
  workbench = await openInBrowser();
  await openSample(workbench.page);
});
afterAll(() => workbench.close());

test.each(QUESTIONS.filter(([, address]) => !address.includes('/scope')))(
  '%s: the answer and the note stand above the fold at 1280 by 720',
  async (_name, address) => {
    const { page } = workbench;
    await page.setViewportSize({ width: 1280, height: 720 });
    await visit(page, '#/overview');
    await visit(page, address);
    const foot = await page.locator('article footer').evaluate((it) => it.getBoundingClientRect().top);
    const answer = await page.locator('[data-answer]').evaluate((it) => it.getBoundingClientRect().bottom);
    const note = await page.getByText('Note', { exact: true }).evaluate((it) => it.getBoundingClientRect());
    expect(answer).toBeLessThan(foot);
    expect(note.top).toBeGreaterThan(answer);
    expect(note.bottom + 60).toBeLessThan(foot);
  },
);

test.each([
  [1280, 720],
  [1440, 900],
])('every entry of the rail is in sight with its whole name at %i by %i', async (width, height) => {
  const { page } = workbench;
  await page.setViewportSize({ width, height });
  await visit(page, '#/overview');
  const links = page
    .getByRole('navigation', { name: 'Evidence' })
    .or(page.getByRole('navigation', { name: 'Steps' }))
    .getByRole('link');
  const boxes = await links.evaluateAll((all) =>
    all.map((link) => ({
      name: link.textContent,
      bottom: link.getBoundingClientRect().bottom,
      cut: [...link.querySelectorAll('span[title]')].some((part) => part.scrollWidth > part.clientWidth + 1),
    })),
  );
  expect(boxes.length).toBe(20);
  expect(boxes.filter(({ bottom, cut }) => bottom > height || cut)).toEqual([]);
});
