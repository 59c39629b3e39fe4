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
      'The baseline level refuses the known ways from a container to its node: privilege, namespaces and folders of the node, extra capabilities, switched-off kernel fences. Each workload that fails it has at least one of them open, so whoever takes over the program inside has a short way to the machine; and the level cannot be enforced in its namespace before that is mended, so attackers may start such pods too.',
    securityContext: 'privileged: false\n    allowPrivilegeEscalation: false',
    effort: [1, 4, 16],
  }),
  levelControl('restricted', {
    severity: 'info',
    rationale:
      'The restricted level asks for what makes a break-in into one program stay there: an ordinary user, no capabilities, a system call filter, no gain of privileges, only harmless volumes. What fails it is not open by that alone, but an attacker inside has more of the kernel to try, and the level cannot be enforced in its namespace yet.',
    securityContext:
      'runAsNonRoot: true\n    allowPrivilegeEscalation: false\n    capabilities: { drop: ["ALL"] }\n    seccompProfile: { type: RuntimeDefault }',
    effort: [1, 4, 24],
  }),
  defineControl({
    id: 'podsecurity/enforced-level',
    title: 'Workload breaks the level that its namespace enforces',
    severity: 'medium',
    rationale:
      'The namespace enforces a level, yet here is a workload that it would refuse. Its pods are older than the label, or somebody is exempt from it in the configuration of the server: the fence has a hole that the label does not show. And when the pods end, in an attack or an upgrade, they do not come back.',
    remediation: fix(
      'Mend the workload, or find the exemption.',
      'Mend the checks that the verdict names and let the pods be made anew. If they come back unmended, look for exemptions in the configuration of PodSecurity on the API server (users, namespaces, runtime classes).',
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
        const running = workload.pods.length > 0 ? ` ${count(workload.pods.length, 'pod')} of it exist.` : '';
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
      'Mend what the verdict names, check by check, in a test namespace that enforces the level. Then let the real namespace warn for a while, and enforce.',
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
        `${pathIn(workload, first.path)} could not be read, so the answer of the check ${first.check} is not known.`,
        workload.ref,
      );
}
