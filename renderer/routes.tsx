/** Every place of the interface. Hash addresses: the page is served from app:// and from 127.0.0.1 alike. */
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { drafts } from './autosave/registry.ts';
import { CollectScreen } from './screens/collect/CollectScreen.tsx';
import { ContradictionsScreen } from './screens/contradictions/ContradictionsScreen.tsx';
import { ControlScreen } from './screens/controls/ControlScreen.tsx';
import { ControlsScreen } from './screens/controls/ControlsScreen.tsx';
import { OwnControlsScreen } from './screens/controls/OwnControlsScreen.tsx';
import { ExceptionsScreen } from './screens/exceptions/ExceptionsScreen.tsx';
import { JournalScreen } from './screens/journal/JournalScreen.tsx';
import { OverviewScreen } from './screens/overview/OverviewScreen.tsx';
import { ReviewScreen } from './screens/review/ReviewScreen.tsx';
import { StepScreen } from './screens/StepScreen.tsx';
import { SnapshotScreen } from './screens/snapshots/SnapshotScreen.tsx';
import { SnapshotsScreen } from './screens/snapshots/SnapshotsScreen.tsx';
import { StartScreen } from './screens/start/StartScreen.tsx';
import { Frame } from './shell/Frame.tsx';
import { Plain } from './shell/Plain.tsx';

/** What an address can point at within a step. */
export interface StepSearch {
  readonly question?: string;
  readonly finding?: string;
  readonly scenario?: string;
  readonly view?: string;
  /** A finding that is being written; see screens/findings/writing.ts. */
  readonly write?: string;
  /** Findings of this origin only. */
  readonly origin?: string;
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
const start = createRoute({ getParentRoute: () => root, path: '/', component: StartScreen });
const frame = createRoute({ getParentRoute: () => root, id: 'workbench', component: Frame });
const overview = createRoute({ getParentRoute: () => frame, path: '/overview', component: OverviewScreen });
const collect = createRoute({
  getParentRoute: () => frame,
  path: '/collect',
  component: CollectScreen,
  validateSearch: (search: Record<string, unknown>): { tab?: string } => text(search, 'tab'),
});
const review = createRoute({
  getParentRoute: () => root,
  path: '/review',
  component: ReviewScreen,
  validateSearch: (search: Record<string, unknown>): { file?: string } => text(search, 'file'),
});
const snapshots = createRoute({
  getParentRoute: () => frame,
  path: '/snapshots',
  component: SnapshotsScreen,
});
const snapshot = createRoute({
  getParentRoute: () => frame,
  path: '/snapshots/$snapshotId',
  component: SnapshotScreen,
  validateSearch: (search: Record<string, unknown>): { view?: string; search?: string } => ({
    ...text(search, 'view'),
    ...text(search, 'search'),
  }),
});
const contradictions = createRoute({
  getParentRoute: () => frame,
  path: '/contradictions',
  component: ContradictionsScreen,
});
const controls = createRoute({ getParentRoute: () => frame, path: '/controls', component: ControlsScreen });
const control = createRoute({
  getParentRoute: () => frame,
  path: '/controls/$family/$slug',
  component: ControlScreen,
});
const ownControls = createRoute({
  getParentRoute: () => frame,
  path: '/own-controls',
  component: OwnControlsScreen,
});
const exceptions = createRoute({
  getParentRoute: () => frame,
  path: '/exceptions',
  component: ExceptionsScreen,
  validateSearch: (search: Record<string, unknown>): { exception?: string } => text(search, 'exception'),
});
const journal = createRoute({ getParentRoute: () => frame, path: '/journal', component: JournalScreen });
const step = createRoute({
  getParentRoute: () => frame,
  path: '/step/$stepId',
  component: StepScreen,
  validateSearch: (search: Record<string, unknown>): StepSearch => ({
    ...text(search, 'question'),
    ...text(search, 'finding'),
    ...text(search, 'scenario'),
    ...text(search, 'view'),
    ...text(search, 'write'),
    ...text(search, 'origin'),
  }),
});
const anywhere = createRoute({
  getParentRoute: () => root,
  path: '$',
  beforeLoad: () => {
    throw redirect({ to: '/' });
  },
});

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    review,
    frame.addChildren([
      overview,
      collect,
      snapshots,
      snapshot,
      contradictions,
      controls,
      control,
      ownControls,
      exceptions,
      journal,
      step,
    ]),
    anywhere,
  ]),
  history: createHashHistory(),
  defaultPreload: false,
  scrollRestoration: false,
});

// What was typed is sent before the place it was typed in goes away.
router.subscribe('onBeforeNavigate', () => void drafts.flushAll());

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function text<K extends string>(search: Record<string, unknown>, key: K): { [P in K]?: string } {
  const value = search[key];
  return typeof value === 'string' ? ({ [key]: value } as { [P in K]?: string }) : {};
}

function NotFound() {
  return (
    <Plain title="There is nothing here">
      <p>Go back to the start.</p>
    </Plain>
  );
}
