/** What the evaluation says, the admission plugin of a real API server says: allowed or refused, and in which words. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { kubernetesVersion } from '../../build/control-plane.ts';
import { admit, namespacePolicy } from '../../main/kubernetes/podsecurity/admission.ts';
import { NEWEST_MINOR } from '../../main/kubernetes/podsecurity/checks/catalogue.ts';
import { LEVELS } from '../../main/kubernetes/podsecurity/define.ts';
import {
  evaluatePod,
  type PolicyVersion,
  policyText,
  violationMessage,
} from '../../main/kubernetes/podsecurity/evaluate.ts';
import { type Api, openApi } from './api.ts';
import { randomFrom } from './generate.ts';
import { BREACHES, RELAXATIONS } from './pod-security/breaches.ts';
import { answerTo, type Case, casesOf, decides, type Ground, type Trial } from './pod-security/cases.ts';
import { compliantPod, containersOf, Dice, type DraftPod, makeTakeable } from './pod-security/pods.ts';
import { type ControlPlane, startControlPlane } from './start-control-plane.ts';

const SEED = 2_701;
/** Pods for each level and server. */
const PODS = 4_000;
const FLOOR = 50;
const IN_FLIGHT = 24;
/** Around every change of a rule, and beyond what any server knows. */
const MINORS = [0, 7, 8, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 99];
const VERSIONS: readonly PolicyVersion[] = [...MINORS, 'latest'];

/** Never tried there: the level or the server does not know them, or validation takes no such pod. */
const IMPOSSIBLE: Readonly<Record<string, readonly string[]>> = {
  baseline: [
    'allowPrivilegeEscalation',
    'capabilities_restricted',
    'procMount_restricted',
    'restrictedVolumes',
    'runAsNonRoot',
    'runAsUser',
    'seccompProfile_restricted',
    'seccomp need not be set before 1.19',
    'capabilities need not be dropped before 1.22',
    'privilege escalation before 1.8',
    'user 0 before 1.23',
    'user 0 in a user namespace since 1.35',
    'runAsNonRoot in a user namespace since 1.35',
    'runAsNonRoot of the pod',
    'seccomp profile of the pod',
    'Windows since 1.25',
  ],
  restricted: [
    // Replaced by `restrictedVolumes`.
    'hostPathVolumes',
    'procMount in a user namespace since 1.35',
    // Restricted asks for a field from 1.19 on, and validation for one that agrees with the annotation.
    'seccomp annotations since 1.19',
  ],
  older: [
    'procMount_restricted',
    'sysctls of 1.37',
    'procMount in a user namespace since 1.35',
    'user 0 in a user namespace since 1.35',
    'runAsNonRoot in a user namespace since 1.35',
  ],
};

const Status = z.object({ message: z.string() });
const namespaceOf = (level: string, version: PolicyVersion): string => `${level}-${version}`;
const labelsOf = (level: string, version: PolicyVersion): ReadonlyMap<string, string> =>
  new Map([
    ['pod-security.kubernetes.io/enforce', level],
    ['pod-security.kubernetes.io/enforce-version', version === 'latest' ? version : `v1.${version}`],
  ]);

describe.each(['newest', 'older'] as const)('the %s server', (which) => {
  const serverMinor = Number(/^v1\.(\d+)/.exec(kubernetesVersion(which))?.[1]);
  let api: Api;

  let plane: ControlPlane;

  // Of its own: nearly fifty namespaces would be in the way of the other suites, and deleting them takes minutes.
  beforeAll(async () => {
    plane = await startControlPlane(which);
    api = openApi(plane.address.kubeconfigs['admin'] ?? '');
    await eachOf(spaces(), async ({ level, version }) => {
      const name = namespaceOf(level, version);
      await made('/api/v1/namespaces', {
        kind: 'Namespace',
        metadata: { name, labels: Object.fromEntries(labelsOf(level, version)) },
      });
      // What the controller would do a moment later.
      await made(`/api/v1/namespaces/${name}/serviceaccounts`, {
        kind: 'ServiceAccount',
        metadata: { name: 'default' },
      });
    });
  });
  afterAll(async () => {
    await api.close();
    await plane.close();
  });

  async function made(path: string, object: object): Promise<void> {
    const { status, text } = await api.send('POST', path, { apiVersion: 'v1', ...object });
    if (status !== 201 && status !== 409) throw new Error(`${path}: ${status} ${text}`);
  }

  test.each(LEVELS)(`agrees on at least 3,000 pods at %s, in every case and word`, async (level) => {
    const ground: Ground = { level, versions: VERSIONS, serverMinor };
    const cases = casesOf(PODS, new Dice(randomFrom(SEED)), ground);
    const tally = new Map<string, number>();
    const counts = { pods: 0, allowed: 0, refused: 0, notTaken: 0 };
    const wrong: unknown[] = [];
    const complaints = new Map<string, number>();

    /** Whether the pod was let in as foretold; null when validation did not take it. */
    const tried = async (trial: Trial, name: string): Promise<boolean | null> => {
      counts.pods += 1;
      const { allowed, violations } = answerTo(trial, ground);
      const { status, text } = await api.send(
        'POST',
        `/api/v1/namespaces/${namespaceOf(level, trial.version)}/pods?dryRun=All`,
        podOf(trial.pod, name),
      );
      const { message } = status === 201 ? { message: '' } : Status.parse(JSON.parse(text));
      if (status !== 201 && !message.includes('violates PodSecurity')) {
        counts.notTaken += 1;
        const complaint = message.replace(/^.*? is (invalid|forbidden): /, '').slice(0, 160);
        complaints.set(complaint, (complaints.get(complaint) ?? 0) + 1);
        return null;
      }
      counts[status === 201 ? 'allowed' : 'refused'] += 1;
      const policy = { level, version: trial.version };
      const foretold =
        allowed === true ? '' : `pods "${name}" is forbidden: ${violationMessage(policy, violations)}`;
      const agrees = foretold === message && allowed === (status === 201);
      if (!agrees) wrong.push({ policy: policyText(policy), pod: trial.pod, foretold, message });
      return agrees ? status === 201 : null;
    };

    await eachOf(cases.entries(), async ([at, { aim, trial, without }]: [number, Case]) => {
      const first = await tried(trial, `pod-${at}`);
      const second = without === undefined ? null : await tried(without, `pod-${at}-without`);
      const counted =
        without === undefined
          ? first === false && decides(answerTo(trial, ground), aim)
          : first === true && second === false;
      if (counted) tally.set(aim, (tally.get(aim) ?? 0) + 1);
    });

    const impossible = new Set([
      ...(IMPOSSIBLE[level] ?? []),
      ...(which === 'older' ? (IMPOSSIBLE['older'] ?? []) : []),
    ]);
    const aims = [...Object.keys(BREACHES), ...RELAXATIONS.map(({ name }) => name)];
    printTable(`${level} on v1.${serverMinor}: ${JSON.stringify(counts)}`, aims, tally, impossible);
    for (const [complaint, count] of complaints) console.log(`not taken ${count} times: ${complaint}`);

    expect(wrong.slice(0, 3)).toEqual([]);
    expect(counts.pods - counts.notTaken).toBeGreaterThanOrEqual(3_000);
    expect(counts.notTaken / counts.pods).toBeLessThan(0.02);
    for (const aim of aims) {
      const count = tally.get(aim) ?? 0;
      if (impossible.has(aim)) expect({ aim, count }).toEqual({ aim, count: 0 });
      else expect({ aim, enough: count >= FLOOR, count }).toEqual({ aim, enough: true, count });
    }
  });

  test('warns of a controller in the words foretold, and lets it in', async () => {
    const dice = new Dice(randomFrom(SEED + 1));
    let warned = 0;
    await eachOf(Array.from({ length: 300 }).keys(), async (at) => {
      const { level, version } = dice.pick(spaces());
      const pod = compliantPod(dice);
      for (let times = 0; times < dice.below(4); times += 1)
        BREACHES[dice.pick(Object.keys(BREACHES))]?.(pod, dice);
      makeTakeable(pod);
      const name = `controller-${at}`;
      const { status, text, warnings } = await api.send(
        'POST',
        `/apis/apps/v1/namespaces/${namespaceOf(level, version)}/deployments?dryRun=All`,
        deploymentOf(pod, name),
      );
      const foretold = admit({
        pod: { metadata: { annotations: pod.annotations }, spec: pod.spec },
        isTemplate: true,
        namespace: namespaceOf(level, version),
        policy: namespacePolicy(labelsOf(level, version)),
        serverMinor,
      });
      expect({ status, text: status === 201 ? '' : text }).toEqual({ status: 201, text: '' });
      expect(foretold.allowed).toBe(true);
      expect(warnings.filter((one) => one.startsWith('would violate PodSecurity'))).toEqual(
        foretold.warnings,
      );
      warned += foretold.warnings.length;
    });
    expect(warned).toBeGreaterThan(100);
  });

  test('agrees on ephemeral containers added to a running pod', async () => {
    const dice = new Dice(randomFrom(SEED + 2));
    const pods = new Map<string, DraftPod>();
    for (const { level, version } of spaces()) {
      const pod = compliantPod(dice);
      pods.set(namespaceOf(level, version), pod);
      await made(`/api/v1/namespaces/${namespaceOf(level, version)}/pods`, podOf(pod, 'base'));
    }
    const counts = { allowed: 0, refused: 0 };
    await eachOf(Array.from({ length: 400 }).keys(), async (at) => {
      const { level, version } = dice.pick(spaces());
      const namespace = namespaceOf(level, version);
      const base = pods.get(namespace) ?? compliantPod(dice);
      const extra = compliantPod(dice);
      const check = dice.pick([
        'privileged',
        'allowPrivilegeEscalation',
        'capabilities_restricted',
        'capabilities_baseline',
        'runAsUser',
        'none',
      ]);
      extra.spec.initContainers = [];
      extra.spec.containers.length = 1;
      BREACHES[check]?.(extra, dice);
      const ephemeralContainers = containersOf(extra).map(({ image, securityContext }) => ({
        name: `debug-${at}`,
        image,
        securityContext,
      }));
      const { status, text } = await api.send(
        'PATCH',
        `/api/v1/namespaces/${namespace}/pods/base/ephemeralcontainers?dryRun=All`,
        { spec: { ephemeralContainers } },
        { 'content-type': 'application/strategic-merge-patch+json' },
      );
      const answer = evaluatePod(
        { metadata: { annotations: base.annotations }, spec: { ...base.spec, ephemeralContainers } },
        { level, version },
        { serverMinor },
      );
      const message = status === 200 ? '' : Status.parse(JSON.parse(text)).message;
      expect({ status, message }).toEqual(
        answer.allowed === true
          ? { status: 200, message: '' }
          : {
              status: 403,
              message: `pods "base" is forbidden: ${violationMessage({ level, version }, answer.violations)}`,
            },
      );
      counts[status === 200 ? 'allowed' : 'refused'] += 1;
    });
    expect(Math.min(counts.allowed, counts.refused)).toBeGreaterThan(50);
  });
});

test("agrees with upstream's own pods, which pass or fail in each version", () => {
  const fixtures = join(moduleFolder('k8s.io/pod-security-admission'), 'test', 'testdata');
  const wrong: string[] = [];
  let pods = 0;
  for (const level of LEVELS) {
    for (const version of readdirSync(join(fixtures, level))) {
      for (const outcome of ['pass', 'fail']) {
        for (const file of readdirSync(join(fixtures, level, version, outcome))) {
          const pod = parse(readFileSync(join(fixtures, level, version, outcome, file), 'utf8')) as DraftPod;
          const policy = { level, version: Number(version.slice('v1.'.length)) };
          const { allowed } = evaluatePod({ metadata: { annotations: {} }, ...pod }, policy, {
            serverMinor: NEWEST_MINOR,
          });
          pods += 1;
          if (allowed !== (outcome === 'pass')) wrong.push(`${level}/${version}/${outcome}/${file}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(pods).toBeGreaterThan(4_000);
});

function spaces(): { level: (typeof LEVELS)[number]; version: PolicyVersion }[] {
  return LEVELS.flatMap((level) => VERSIONS.map((version) => ({ level, version })));
}

function podOf({ annotations, spec }: DraftPod, name: string): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, annotations }, spec };
}

function deploymentOf({ annotations, spec }: DraftPod, name: string): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels, annotations }, spec } },
  };
}

/** Runs the work on all items, several at once. */
async function eachOf<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

function printTable(
  title: string,
  aims: readonly string[],
  tally: ReadonlyMap<string, number>,
  impossible: ReadonlySet<string>,
): void {
  const rows = aims.map(
    (aim) => `  ${aim.padEnd(48)}${impossible.has(aim) ? '–' : String(tally.get(aim) ?? 0)}`,
  );
  console.log(`${title}\n${rows.join('\n')}`);
}

/** Where Go keeps a module of the newest control plane. */
function moduleFolder(module: string): string {
  const { stdout } = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', module], {
    cwd: join(import.meta.dirname, 'control-plane'),
    encoding: 'utf8',
  });
  const folder = stdout.trim();
  if (!existsSync(folder)) throw new Error(`Go has no ${module}.`);
  return folder;
}
