/** No place of a screen is forgotten: file, route, title, rail, palette and the walk of the browser tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryHistory } from '@tanstack/react-router';
import { describe, expect, test, vi } from 'vitest';
import { importsOf } from '../../../build/layers.ts';
import { routerOf } from '../../../renderer/routes.tsx';
import { OPEN_SCREENS, SCREENS, type Screen, STEP_SCREENS, screenAt } from '../../../renderer/screens.ts';
import { STEPS } from '../../../shared/interview.ts';
import { SCREENS as WALK } from '../../e2e/screen-list.ts';

// The frame asks a workbench as soon as it is loaded; the routes need its name alone.
vi.mock('../../../renderer/shell/Frame.tsx', () => ({ Frame: () => null }));

const ROOT = join(import.meta.dirname, '..', '..', '..');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');

const framed: readonly Screen[] = Object.values(SCREENS);
const all: readonly Screen[] = [...Object.values(OPEN_SCREENS), ...framed];
const hasName = ({ path }: Screen): boolean => path.includes('$');

/** Screens that no address opens with the sample open, and the words of the browser test that opens them. */
const OPENED_OTHERWISE: Readonly<Record<string, readonly [file: string, words: string]>> = {
  '/': ['screens.test.ts', "test('start'"],
  '/review': ['screens.test.ts', "'#/review?file="],
  '/snapshots/$snapshotId': ['screens.test.ts', 'test.each(SNAPSHOT_TABS)'],
};

test('every file of a screen is in the table, once', () => {
  const files = readdirSync(join(ROOT, 'renderer', 'screens'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('Screen.tsx'))
    .map((name) => `./screens/${name.replaceAll('\\', '/')}`);
  const loaded = importsOf('screens.ts', read('renderer', 'screens.ts')).filter((name) =>
    name.startsWith('./screens/'),
  );
  expect(
    files.filter((file) => !loaded.includes(file)),
    'to be added to renderer/screens.ts',
  ).toEqual([]);
  expect(loaded.sort()).toEqual(files.sort());
});

test('every screen has a route, and every route is a screen', () => {
  const nothing = () => null;
  const named = <K extends string>(table: Readonly<Record<K, unknown>>) =>
    Object.fromEntries(Object.keys(table).map((name) => [name, nothing])) as Record<K, () => null>;
  const components = {
    open: named(OPEN_SCREENS),
    framed: named(SCREENS),
    steps: named(STEP_SCREENS),
    interview: nothing,
  };
  const { routesByPath } = routerOf(components, createMemoryHistory());
  const wanted = [...all.map(({ path }) => path), '/step/$stepId', '/$'];
  expect(Object.keys(routesByPath).sort()).toEqual(wanted.sort());
});

describe.each(all)('$path', (screen) => {
  test('has a title, which the top bar finds by its address', () => {
    expect(screen.title).not.toBe('');
    expect(screenAt(screen.path.replaceAll(/\$\w+/g, 'name'))?.title).toBe(screen.title);
  });

  test('is reached from the palette, unless its address holds a name', () => {
    if (hasName(screen) || screen.path === '/')
      expect([screen.rail, screen.command]).toEqual([false, undefined]);
    else expect(screen.command ?? '', '“command” of the screen in renderer/screens.ts').toMatch(/^[A-Z]/);
  });

  test('is walked by the browser tests', () => {
    const walked = WALK.filter(([, address]) => {
      const [pathname = ''] = address.slice(1).split('?');
      return screenAt(pathname) === screen;
    });
    const otherwise = OPENED_OTHERWISE[screen.path];
    expect(walked.length > 0, 'the screen has “examples” in renderer/screens.ts').toBe(
      otherwise === undefined,
    );
    if (otherwise !== undefined) expect(read('tests', 'e2e', otherwise[0])).toContain(otherwise[1]);
  });
});

test('every step has a screen, and every screen of a step is walked', () => {
  expect(Object.keys(STEP_SCREENS)).toEqual(STEPS.map(({ id }) => id));
  const walked = WALK.flatMap(([, address]) => (address.startsWith('#/step/') ? address.slice(7) : []));
  const loaders = new Set(
    walked.map((id) => STEPS.find((step) => step.id === id)?.id).map((id) => id && STEP_SCREENS[id].load),
  );
  expect(STEPS.filter(({ id }) => !loaders.has(STEP_SCREENS[id].load))).toEqual([]);
});

test('every address of the walk is a screen or a step, under a name of its own', () => {
  expect(new Set(WALK.map(([name]) => name)).size).toBe(WALK.length);
  const lost = WALK.filter(([, address]) => {
    const [pathname = ''] = address.slice(1).split('?');
    return screenAt(pathname) === null && !STEPS.some(({ id }) => pathname === `/step/${id}`);
  });
  expect(lost).toEqual([]);
});

test.each(['routes.tsx', 'shell/Rail.tsx', 'shell/TopBar.tsx', 'shell/palette/useActions.ts'])(
  '%s takes the screens from the table and names none itself',
  (file) => {
    const text = read('renderer', ...file.split('/'));
    expect(importsOf(file, text).some((name) => name.endsWith('/screens.ts'))).toBe(true);
    // The start page is where everything falls back to; an address with a name leads to what was searched for.
    const named = all.filter((screen) => screen.path !== '/' && !hasName(screen));
    expect(named.filter(({ path }) => text.includes(`'${path}'`) || text.includes(`"${path}"`))).toEqual([]);
  },
);
