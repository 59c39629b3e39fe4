/**
 * Every screen, once. Routes, the rail, the title in the top bar, the commands of the palette and the list that the
 * browser tests walk come from this table.
 */
import type { FunctionComponent } from 'react';
import type { StepId } from '../shared/interview.ts';

/** A screen with an address of its own. */
export interface Screen<Path extends string = string, Search extends string = string> {
  /** Of the address; a part that begins with “$” stands for a name. */
  readonly path: Path;
  /** In the top bar, and in the rail if it stands there. */
  readonly title: string;
  /** Whether it has a link of its own in the rail, in the order of this table. */
  readonly rail: boolean;
  /** What the palette calls going there. */
  readonly command?: string;
  /** Names after “?” in the address that the screen reads. */
  readonly search?: readonly Search[];
  /** Addresses that browser tests visit with the sample open, by the name of the screenshot. */
  readonly examples?: Readonly<Record<string, string>>;
  readonly load: () => Promise<FunctionComponent>;
}

/** A step of the assessment; its number and title are in `STEPS`. */
export interface StepEntry {
  /** In the rail, on one line; the top bar has the whole title. */
  readonly short: string;
  /** Of the screenshot, where the step is visited for one. */
  readonly name?: string;
  readonly load: () => Promise<FunctionComponent<StepProps>>;
}

export interface StepProps {
  readonly step: StepId;
}

/** Screens that need no open engagement. */
export const OPEN_SCREENS = {
  start: screen({
    path: '/',
    title: 'Start',
    rail: false,
    load: async () => (await import('./screens/start/StartScreen.tsx')).StartScreen,
  }),
  review: screen({
    path: '/review',
    title: 'Review',
    rail: false,
    command: 'Review an evidence bundle',
    search: ['file'],
    load: async () => (await import('./screens/review/ReviewScreen.tsx')).ReviewScreen,
  }),
};

/** Screens of the open engagement. */
export const SCREENS = {
  overview: screen({
    path: '/overview',
    title: 'Overview',
    rail: true,
    command: 'Open the overview',
    examples: { overview: '/overview' },
    load: async () => (await import('./screens/overview/OverviewScreen.tsx')).OverviewScreen,
  }),
  collect: screen({
    path: '/collect',
    title: 'Collect evidence',
    rail: true,
    command: 'Collect evidence',
    search: ['tab'],
    examples: { collect: '/collect', import: '/collect?tab=file', access: '/collect?tab=role' },
    load: async () => (await import('./screens/collect/CollectScreen.tsx')).CollectScreen,
  }),
  snapshots: screen({
    path: '/snapshots',
    title: 'Snapshots',
    rail: true,
    command: 'Browse snapshots and objects',
    examples: { snapshots: '/snapshots' },
    load: async () => (await import('./screens/snapshots/SnapshotsScreen.tsx')).SnapshotsScreen,
  }),
  snapshot: screen({
    path: '/snapshots/$snapshotId',
    title: 'Snapshots',
    rail: false,
    search: ['view', 'search'],
    load: async () => (await import('./screens/snapshots/SnapshotScreen.tsx')).SnapshotScreen,
  }),
  controls: screen({
    path: '/controls',
    title: 'Controls',
    rail: true,
    command: 'Browse controls and their verdicts',
    examples: { controls: '/controls' },
    load: async () => (await import('./screens/controls/ControlsScreen.tsx')).ControlsScreen,
  }),
  control: screen({
    path: '/controls/$family/$slug',
    title: 'Controls',
    rail: false,
    examples: { control: '/controls/pod/privileged-container' },
    load: async () => (await import('./screens/controls/ControlScreen.tsx')).ControlScreen,
  }),
  ownControls: screen({
    path: '/own-controls',
    title: 'Custom controls',
    rail: false,
    command: 'Load custom controls',
    examples: { 'own-controls': '/own-controls' },
    load: async () => (await import('./screens/controls/OwnControlsScreen.tsx')).OwnControlsScreen,
  }),
  exceptions: screen({
    path: '/exceptions',
    title: 'Accepted risks',
    rail: true,
    command: 'Show accepted risks (exceptions)',
    search: ['exception'],
    examples: { exceptions: '/exceptions' },
    load: async () => (await import('./screens/exceptions/ExceptionsScreen.tsx')).ExceptionsScreen,
  }),
  contradictions: screen({
    path: '/contradictions',
    title: 'Contradictions',
    rail: true,
    command: 'Resolve contradictions',
    examples: { contradictions: '/contradictions' },
    load: async () =>
      (await import('./screens/contradictions/ContradictionsScreen.tsx')).ContradictionsScreen,
  }),
  journal: screen({
    path: '/journal',
    title: 'Journal',
    rail: false,
    command: 'Show the journal',
    examples: { journal: '/journal' },
    load: async () => (await import('./screens/journal/JournalScreen.tsx')).JournalScreen,
  }),
};

/** The screen of a step that asks questions; any step can be asked for them by its address. */
export const INTERVIEW: Pick<StepEntry, 'load'> = {
  load: async () => (await import('./screens/questions/QuestionsScreen.tsx')).QuestionsScreen,
};

/** The screen of each step of the assessment. The rail and the palette list all of them from `STEPS`. */
export const STEP_SCREENS: Readonly<Record<StepId, StepEntry>> = {
  scope: {
    short: 'Scope',
    name: 'scope',
    load: async () => (await import('./screens/scope/ScopeScreen.tsx')).ScopeScreen,
  },
  where: {
    short: 'Clusters',
    name: 'where',
    load: async () => (await import('./screens/where/WhereScreen.tsx')).WhereScreen,
  },
  size: { ...INTERVIEW, short: 'Size' },
  deployment: { ...INTERVIEW, short: 'Deployment' },
  workloads: { ...INTERVIEW, short: 'Workloads' },
  neighbours: { ...INTERVIEW, short: 'Neighbours' },
  components: { ...INTERVIEW, short: 'Components' },
  access: { ...INTERVIEW, short: 'People and access', name: 'question' },
  data: { ...INTERVIEW, short: 'Data and recovery' },
  detection: { ...INTERVIEW, short: 'Detection' },
  scenarios: {
    short: 'Scenarios',
    name: 'risk',
    load: async () => (await import('./screens/risk/RiskScreen.tsx')).RiskScreen,
  },
  findings: {
    short: 'Findings',
    name: 'findings',
    load: async () => (await import('./screens/findings/FindingsScreen.tsx')).FindingsScreen,
  },
  plan: {
    short: 'Remediation plan',
    name: 'plan',
    load: async () => (await import('./screens/plan/PlanScreen.tsx')).PlanScreen,
  },
  report: {
    short: 'Report',
    name: 'report',
    load: async () => (await import('./screens/report/ReportScreen.tsx')).ReportScreen,
  },
};

/** The screen at a path, parts of which stand for names; null for steps and for what is none. */
export function screenAt(pathname: string): Screen | null {
  const parts = pathname.split('/');
  const fits = ({ path }: Screen): boolean => {
    const wanted = path.split('/');
    return (
      wanted.length === parts.length && wanted.every((part, i) => part.startsWith('$') || part === parts[i])
    );
  };
  const all: readonly Screen[] = [...Object.values(OPEN_SCREENS), ...Object.values(SCREENS)];
  return all.find(fits) ?? null;
}

/** Keeps the address and the names of its search as literal types, which links are checked against. */
function screen<const Path extends string, const Search extends string = never>(
  entry: Screen<Path, Search>,
): Screen<Path, Search> {
  return entry;
}
