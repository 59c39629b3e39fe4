/** Credentials that stand in clear where many may read them. What was redacted is judged by its class alone. */
import { CREDENTIAL_CLASSES, LooksLike } from '../../../shared/evidence.ts';
import { LOOKS_LIKE_WORDS } from '../../../shared/looks-like.ts';
import { argumentsOf } from '../../cluster/platform/audit.ts';
import { refOf } from '../../snapshot/index.ts';
import { at, fields, list, str } from '../../snapshot/read.ts';
import { MASK } from '../../snapshot/redaction/mask.ts';
import { namesCredential } from '../../snapshot/redaction/names.ts';
import { type Control, defineControl, fail, fix, pass } from '../define.ts';
import { kubernetesDocs, SECRET_PRACTICES } from '../docs.ts';
import { firstContainer, workloadControl } from '../pod/workload-control.ts';

const MOVE = fix(
  'Move the value into a secret store and rotate it.',
  'Treat the value as compromised: rotate it first, then store it in the secret store and read it from there. Remove it from the Git history, or accept that the old value is public.',
  [1, 3, 8],
  'env:\n  - name: PASSWORD\n    valueFrom:\n      secretKeyRef: {name: app, key: password}\n',
);

export const literalControls: readonly Control[] = [
  workloadControl({
    id: 'secrets/credential-in-env',
    title: 'Credential in an environment variable',
    severity: 'high',
    rationale:
      'Everyone who may read workloads can read a value in a pod template, usually most of a company. It is also in the Git history, every backup and crash reports. An attacker with any read-only account collects such values first, as each opens a further system.',
    remediation: MOVE,
    references: [
      SECRET_PRACTICES,
      kubernetesDocs(
        'Distribute credentials securely using Secrets',
        'tasks/inject-data-application/distribute-credentials-secure/',
      ),
    ],
    mappings: ['cis:5.4.1', 'owasp-k8s:K08', 'mitre-attack:T1552.001', 'nsa-cisa:secrets'],
    questions: ['data.secrets-in-vault'],
    passes:
      'No credential-like literal in the environment. References, templates and placeholders such as “your-token-here” are not counted.',
    check: (workload) =>
      firstContainer(workload, ({ raw, name }) => {
        for (const [i, entry] of list(raw, 'env').entries()) {
          const kind = credentialClass(at(entry, 'value'));
          if (kind !== null)
            return {
              path: `env[${i}].value`,
              value: `redacted (${LOOKS_LIKE_WORDS[kind][0]})`,
              message: `Container "${name}" has a value that looks like a credential (${LOOKS_LIKE_WORDS[kind][0]}) in variable ${str(entry, 'name') ?? '?'}.`,
            };
        }
        return null;
      }),
  }),
  workloadControl({
    id: 'secrets/credential-in-arguments',
    title: 'Credential in a command line',
    severity: 'high',
    rationale:
      'Arguments appear in the node’s process list, in every description of the pod and in crash reports, besides the template and its Git history. Any other process of the container, and anyone with a shell on the node, can read them without a Kubernetes permission.',
    remediation: MOVE,
    references: [SECRET_PRACTICES, kubernetesDocs('Secrets', 'concepts/configuration/secret/')],
    mappings: ['owasp-k8s:K08', 'mitre-attack:T1552', 'nsa-cisa:secrets'],
    questions: ['data.secrets-in-vault'],
    passes:
      'No credential-like text in a command line. References, templates and placeholders such as “your-token-here” are not counted.',
    check: (workload) => {
      const hit = argumentsOf(workload).find(({ text }) => text.includes(MASK));
      return hit === undefined
        ? null
        : {
            path: hit.path,
            value: hit.text,
            message: 'A command line holds text that looks like a credential; it was masked before storage.',
          };
    },
  }),
  defineControl({
    id: 'secrets/credential-in-config-map',
    title: 'Credential in a ConfigMap',
    severity: 'high',
    rationale:
      'Many more accounts can read ConfigMaps than Secrets, the `view` role included, and nobody expects a password there. An attacker with a stolen read-only token searches them for configuration files with passwords first.',
    remediation: MOVE,
    references: [SECRET_PRACTICES, kubernetesDocs('ConfigMaps', 'concepts/configuration/configmap/')],
    mappings: ['owasp-k8s:K08', 'mitre-attack:T1552.007', 'nsa-cisa:secrets'],
    questions: ['data.secrets-in-vault'],
    judges: ['/configmaps'],
    *evaluate({ index }) {
      for (const map of index.all('/configmaps')) {
        const hit = ['data', 'binaryData']
          .flatMap((field) =>
            fields(map, field).map(([key, value]) => ({ field, key, seen: seenIn(key, value) })),
          )
          .find(({ seen }) => seen !== null);
        yield hit === undefined || hit.seen === null
          ? pass(
              refOf(map),
              'No credential-like value. References, templates and placeholders such as “your-token-here” are not counted.',
            )
          : fail(refOf(map), `Key ${hit.key} holds ${hit.seen.what}.`, {
              path: `${hit.field}[${JSON.stringify(hit.key)}]`,
              value: hit.seen.value,
            });
      }
    },
  }),
];

/** What a value of a config map holds: its class when it was redacted, a mask when its text was kept. */
function seenIn(key: string, value: unknown): { readonly what: string; readonly value: string } | null {
  if (typeof value === 'string')
    return value.includes(MASK)
      ? { what: 'text that looks like a credential; it was masked before storage', value: MASK }
      : null;
  const kind = credentialClass(value);
  if (kind === null) return null;
  // The class comes from a name; where it is not the key's own, it stands inside of the file.
  const inside = kind === 'password-like-name' && !namesCredential(key);
  return {
    what: inside
      ? 'a file with a line that looks like a credential'
      : `a value that looks like a credential (${LOOKS_LIKE_WORDS[kind][0]})`,
    value: inside ? 'redacted (a credential in a file)' : `redacted (${LOOKS_LIKE_WORDS[kind][0]})`,
  };
}

/** The class of a redacted value when it is one of a credential. */
function credentialClass(value: unknown): LooksLike | null {
  const parsed = LooksLike.safeParse(str(value, '$redacted', 'looksLike'));
  return parsed.success && CREDENTIAL_CLASSES.has(parsed.data) ? parsed.data : null;
}
