/** The routes of all screens. Hash addresses: the page is served from app:// and from 127.0.0.1 alike. */
import {
  type AnyRoute,
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  type RouterHistory,
  redirect,
} from '@tanstack/react-router';
import type { FunctionComponent } from 'react';
import type { StepId } from '../shared/interview.ts';
import { drafts } from './autosave/registry.ts';
import { FILTER_SEARCH } from './screens/findings/filter.ts';
import { INTERVIEW, OPEN_SCREENS, SCREENS, type Screen, STEP_SCREENS, type StepProps } from './screens.ts';
import { Frame } from './shell/Frame.tsx';
import { Plain } from './shell/Plain.tsx';
import { Step } from './shell/Step.tsx';

/** What an address can point at within a step; `write` is a finding that is being written. */
const STEP_SEARCH = ['question', 'finding', 'scenario', 'view', 'write', ...FILTER_SEARCH] as const;

/**
 * Loads every screen, so that none is missing when the workbench has gone away, and makes the router of them.
 * @throws when a screen cannot be loaded
 */
export async function openRouter() {
  const [open, framed, steps, interview] = await Promise.all([
    loadAll(OPEN_SCREENS),
    loadAll(SCREENS),
    loadAll(STEP_SCREENS),
    INTERVIEW.load(),
  ]);
  const router = routerOf({ open, framed, steps, interview }, createHashHistory());
  // What was typed is sent before the place it was typed in goes away.
  router.subscribe('onBeforeNavigate', () => void drafts.flushAll());
  return router;
}

interface Components {
  readonly open: Loaded<keyof typeof OPEN_SCREENS>;
  readonly framed: Loaded<keyof typeof SCREENS>;
  readonly steps: Loaded<StepId, StepProps>;
  readonly interview: FunctionComponent<StepProps>;
}

/** The router of screens that are loaded. */
export function routerOf({ open, framed, steps, interview }: Components, history: RouterHistory) {
  const step = createRoute({
    getParentRoute: () => frame,
    path: '/step/$stepId',
    component: () => <Step screens={steps} interview={interview} />,
    validateSearch: (given: Record<string, unknown>) => texts(given, STEP_SEARCH),
  });
  return createRouter({
    routeTree: root.addChildren({
      ...openRoutes(open),
      frame: frame.addChildren({ ...framedRoutes(framed), step }),
      anywhere,
    }),
    history,
    defaultPreload: false,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof routerOf>;
  }
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
const frame = createRoute({ getParentRoute: () => root, id: 'workbench', component: Frame });
const anywhere = createRoute({
  getParentRoute: () => root,
  path: '$',
  beforeLoad: () => {
    throw redirect({ to: '/' });
  },
});

function openRoute<Path extends string, Search extends string>(
  { path, search = [] }: Screen<Path, Search>,
  component: FunctionComponent,
) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component,
    validateSearch: (given: Record<string, unknown>): Texts<Search> => texts(given, search),
  });
}

function framedRoute<Path extends string, Search extends string>(
  { path, search = [] }: Screen<Path, Search>,
  component: FunctionComponent,
) {
  return createRoute({
    getParentRoute: () => frame,
    path,
    component,
    validateSearch: (given: Record<string, unknown>): Texts<Search> => texts(given, search),
  });
}

type PathOf<S> = S extends Screen<infer Path> ? Path : never;
type SearchOf<S> = S extends { readonly search?: readonly (infer Search extends string)[] } ? Search : never;
type OpenRoutes = {
  [K in keyof typeof OPEN_SCREENS]: ReturnType<
    typeof openRoute<PathOf<(typeof OPEN_SCREENS)[K]>, SearchOf<(typeof OPEN_SCREENS)[K]>>
  >;
};
type FramedRoutes = {
  [K in keyof typeof SCREENS]: ReturnType<
    typeof framedRoute<PathOf<(typeof SCREENS)[K]>, SearchOf<(typeof SCREENS)[K]>>
  >;
};

// What maps a table knows one type for all of its routes, so both say which route belongs to which name.
function openRoutes(loaded: Loaded<keyof typeof OPEN_SCREENS>): OpenRoutes {
  return mapped(OPEN_SCREENS, (screen, name): AnyRoute => openRoute(screen, loaded[name])) as OpenRoutes;
}

function framedRoutes(loaded: Loaded<keyof typeof SCREENS>): FramedRoutes {
  return mapped(SCREENS, (screen, name): AnyRoute => framedRoute(screen, loaded[name])) as FramedRoutes;
}

function mapped<K extends string, V, R>(table: Readonly<Record<K, V>>, make: (value: V, name: K) => R) {
  const made: Partial<Record<K, R>> = {};
  for (const name in table) made[name] = make(table[name], name);
  return made;
}

type Loaded<K extends string, P = object> = Readonly<Record<K, FunctionComponent<P>>>;

async function loadAll<K extends string, P>(
  table: Readonly<Record<K, { readonly load: () => Promise<FunctionComponent<P>> }>>,
): Promise<Loaded<K, P>> {
  const loaded = Object.entries<{ readonly load: () => Promise<FunctionComponent<P>> }>(table).map(
    async ([name, { load }]) => [name, await load()] as const,
  );
  return Object.fromEntries(await Promise.all(loaded)) as Loaded<K, P>;
}

type Texts<K extends string> = { [P in K]?: string };

/** Those of the names that the address has, as text. */
function texts<K extends string>(
  search: Record<string, unknown>,
  names: readonly K[],
): { [P in K]?: string } {
  const found = names.filter((name) => typeof search[name] === 'string').map((name) => [name, search[name]]);
  return Object.fromEntries(found) as Texts<K>;
}

function NotFound() {
  return (
    <Plain title="Page not found">
      <p>Return to the start page.</p>
    </Plain>
  );
}
