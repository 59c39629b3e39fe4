/** The Pod Security Standards themselves, as the server's own admission plugin would apply them. */

import { count } from '../../shared/in-words.ts';
import { namespacePolicy } from '../kubernetes/podsecurity/admission.ts';
import { isOfDebugger } from '../kubernetes/podsecurity/debug-containers.ts';
import type { Level } from '../kubernetes/podsecurity/define.ts';
import { effectiveMinor, type Policy, violationMessage } from '../kubernetes/podsecurity/evaluate.ts';
import { evaluateWorkload, pathIn, standingOf, VERSION_DECIDES } from '../kubernetes/podsecurity/workload.ts';
import { WORKLOAD_KINDS } from '../snapshot/coverage.ts';
import type { Workload } from '../snapshot/index.ts';
import { stringMap } from '../snapshot/read.ts';
import { type Control, type Draft, defineControl, fail, fix, pass, unknown } from './define.ts';

const REFERENCES = [
  {
    title: 'Pod Security Standards',
    url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  },
  {
    title: 'Pod Security Admission',
    url: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
  },
];

export const podSecurityControls: readonly Control[] = [
  levelControl('baseline', {
    severity: 'high',
    rationale:
      'The baseline level rejects the known escapes from a container to its node: privilege, host namespaces and directories, extra capabilities, disabled kernel protections. Each workload that fails has at least one of them, so anyone who compromises the program inside is close to controlling the machine. The level cannot be enforced in the namespace before this is fixed, so attackers can start such pods too.',
    securityContext: 'privileged: false\n    allowPrivilegeEscalation: false',
    effort: [1, 4, 16],
  }),
  levelControl('restricted', {
    severity: 'info',
    rationale:
      'The restricted level contains a compromise within one program: an ordinary user, no capabilities, a system call filter, no privilege escalation and only harmless volumes. A workload that fails is not vulnerable for that reason alone, but an attacker inside can attack more of the kernel. The level cannot yet be enforced in its namespace.',
    securityContext:
      'runAsNonRoot: true\n    allowPrivilegeEscalation: false\n    capabilities: { drop: ["ALL"] }\n    seccompProfile: { type: RuntimeDefault }',
    effort: [1, 4, 24],
  }),
  defineControl({
    id: 'podsecurity/enforced-level',
    title: 'Workload breaks the level that its namespace enforces',
    severity: 'medium',
    rationale:
      'The namespace enforces a level, but this workload violates it. Either its pods are older than the label, or the server configuration contains an exemption that the label does not show. When the pods end, in an attack or an upgrade, they may not be admitted again.',
    remediation: fix(
      'Fix the workload, or find the exemption.',
      'Fix the listed checks and let the pods be recreated. If they return unfixed, look for exemptions in the PodSecurity configuration of the API server (users, namespaces, runtime classes).',
      [1, 4, 16],
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n    pod-security.kubernetes.io/enforce-version: latest\n',
    ),
    references: REFERENCES,
    mappings: ['pod-security:baseline', 'pod-security:restricted', 'cis:5.2.1', 'owasp-k8s:K04'],
    questions: ['components.admission-rules'],
    judges: WORKLOAD_KINDS,
    needs: ['/namespaces'],
    showsWhatIsThere: true,
    *evaluate({ index, pods }) {
      const standing = standingOf(index);
      for (const workload of index.workloads) {
        const spaces = index.near(workload.object, '/namespaces', null, workload.namespace);
        const [enforce] = spaces
          .map((space) => namespacePolicy(stringMap(space, 'metadata', 'labels')).enforce)
          .sort((a, b) => STRICTNESS.indexOf(b.level) - STRICTNESS.indexOf(a.level));
        if (enforce === undefined || enforce.level === 'privileged') continue;
        const policy: Policy = { level: enforce.level, version: enforce.version };
        const answer = evaluateWorkload(workload, policy, standing, pods);
        const running = workload.pods.length > 0 ? ` It has ${count(workload.pods.length, 'pod')}.` : '';
        yield draftOf(workload, policy, answer, {
          passes: 'It meets the level that its namespace enforces.',
          more: `${running}${standing.caveat}`,
        });
      }
    },
  }),
];

/** Of variants of a namespace in files the strictest decides whether a workload breaks one. */
const STRICTNESS: readonly string[] = ['privileged', 'baseline', 'restricted'];

interface LevelWords {
  readonly severity: Control['severity'];
  readonly rationale: string;
  readonly securityContext: string;
  readonly effort: readonly [number, number, number];
}

function levelControl(level: Level, { severity, rationale, securityContext, effort }: LevelWords): Control {
  return defineControl({
    id: `podsecurity/${level}`,
    title: `Workload below Pod Security level ${level}`,
    severity,
    rationale,
    remediation: fix(
      `Bring the workload to ${level}.`,
      'Fix the listed checks one by one in a test namespace that enforces the level. Then set warn in the real namespace for a while, and enforce.',
      effort,
      `containers:\n- name: web\n  securityContext:\n    ${securityContext}\n`,
    ),
    references: REFERENCES,
    mappings: [`pod-security:${level}`, 'cis:5.2.1', 'nsa-cisa:pod-security', 'owasp-k8s:K01'],
    questions: ['components.admission-rules'],
    judges: WORKLOAD_KINDS,
    *evaluate({ index, agents, pods }) {
      const standing = standingOf(index);
      const { caveat } = standing;
      const policy: Policy = { level, version: effectiveMinor('latest', standing.serverMinor) };
      for (const workload of index.workloads) {
        const answer = evaluateWorkload(workload, policy, standing, pods);
        const agent = answer.allowed === true && !answer.disagree ? null : agents.of(workload);
        const draft =
          agent === null
            ? draftOf(workload, policy, answer, { passes: `It meets ${level}.${caveat}`, more: caveat })
            : pass(workload.ref, `Recognised as ${agent.name}, which cannot meet ${level}.`);
        yield draft;
        for (const pod of pods.debugged(workload)) {
          if (pod.object === workload.object && draft.verdict === 'fail') continue;
          const { violations, ...rest } = evaluateWorkload(pod, policy, standing, pods);
          const ofDebugger = violations.filter(({ places }) => places.some(({ path }) => isOfDebugger(path)));
          if (ofDebugger.length > 0)
            yield draftOf(pod, policy, { ...rest, violations: ofDebugger }, { passes: '', more: caveat });
        }
      }
    },
  });
}

/** `passes`: the sentence of a pass; `more`: what to add to one of a fail. */
function draftOf(
  workload: Workload,
  policy: Policy,
  { allowed, violations, unknown: unread, disagree }: ReturnType<typeof evaluateWorkload>,
  { passes, more }: { readonly passes: string; readonly more: string },
): Draft {
  if (disagree) return unknown('not-collected', VERSION_DECIDES, workload.ref);
  const [place] = violations.flatMap(({ places }) => places);
  if (place !== undefined) {
    const checks = violations.map(({ check }) => check).join(', ');
    return fail(workload.ref, `Checks ${checks}: ${violationMessage(policy, violations)}.${more}`, {
      path: pathIn(workload, place.path),
      value: place.value ?? 'not set',
    });
  }
  const [first] = unread;
  return first === undefined || allowed === true
    ? pass(workload.ref, passes)
    : unknown(
        'not-collected',
        `${pathIn(workload, first.path)} could not be read, so the result of the check ${first.check} is not known.`,
        workload.ref,
      );
}
