/** Controls that judge the arguments of control-plane components, one verdict for each pod that runs one. */

import type { ComponentId } from '../../../shared/components.ts';
import { severityRank } from '../../../shared/verdict.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import {
  type Component,
  type ComponentName,
  componentsOf,
  type Flag,
  isOn,
} from '../../cluster/platform/component-args.ts';
import { notShown } from '../../cluster/platform/not-shown.ts';
import { type Control, type Draft, defineControl, fail, pass, unknown } from '../define.ts';

type Source = Omit<Parameters<typeof defineControl>[0], 'judges' | 'needs' | 'evaluate'> & {
  readonly parts: readonly Part[];
};

export interface Part {
  readonly component: ComponentName;
  judge(this: void, component: Component, cluster: Cluster): Draft;
}

const PART_OF: Readonly<Record<ComponentName, ComponentId>> = {
  'kube-apiserver': 'api-server',
  'kube-controller-manager': 'schedulers',
  'kube-scheduler': 'schedulers',
  etcd: 'etcd',
};

const NAMES: Readonly<Record<ComponentName, string>> = {
  'kube-apiserver': 'the API server',
  'kube-controller-manager': 'the controller manager',
  'kube-scheduler': 'the scheduler',
  etcd: 'etcd',
};

/** What did not show is unknown, each reason once. */
export function componentControl({ parts, ...words }: Source): Control {
  return defineControl({
    ...words,
    judges: ['/pods'],
    *evaluate(cluster) {
      const said = new Set<string>();
      for (const { component, judge } of parts) {
        const members = shownComponents(cluster, component);
        for (const member of members) yield judge(member, cluster);
        if (members.length > 0) continue;
        const draft = hidden(cluster, component);
        if (said.has(draft.message)) continue;
        said.add(draft.message);
        yield draft;
      }
    },
  });
}

/** A pod that claims to be a part of a control plane which the provider runs proves nothing. */
export function shownComponents({ index, platform }: Cluster, name: ComponentName): readonly Component[] {
  return platform.mayBeManaged ? [] : componentsOf(index, name);
}

function hidden(cluster: Cluster, component: ComponentName): Draft {
  const { reason, sentence } = notShown(cluster, PART_OF[component], `how ${NAMES[component]} is started`);
  return unknown(reason, sentence);
}

/** "the API server" at the beginning of a sentence. */
export function subjectOf({ name }: Component): string {
  const text = NAMES[name];
  return text.startsWith('the ') ? `T${text.slice(1)}` : text;
}

/** A fail at the flag, or at the container when it is not set. */
export function faulty(
  component: Component,
  flag: Flag | null,
  message: string,
  severity?: Draft['severity'],
): Draft {
  return fail(component.ref, message, {
    path: flag?.path ?? component.path,
    value: flag?.text ?? 'not set',
    ...(severity === undefined ? {} : { severity }),
  });
}

/** The verdict on a flag that is not set, unless another program starts the component and may set it. */
export function whenAbsent(component: Component, name: string, verdict: () => Draft): Draft {
  return component.flags.opaque
    ? unknown(
        'needs-interview',
        `${subjectOf(component)} is started by another program, so whether --${name} is set is not visible.`,
        component.ref,
      )
    : verdict();
}

/** The flag is set, but its value is redacted or comes from a variable. */
export function unseen(component: Component, name: string): Draft {
  return unknown('needs-interview', `The value of --${name} is not visible. Request it.`, component.ref);
}

/** The gravest of several verdicts on one component: a fail by its severity, then an unknown, then a pass. */
export function worstOf(drafts: readonly [...Draft[], Draft]): Draft {
  const rank = ({ verdict, severity = 'critical' }: Draft): number =>
    verdict === 'fail' ? severityRank(severity) : verdict === 'unknown' ? 10 : 20;
  return drafts.reduce((worst, one) => (rank(one) < rank(worst) ? one : worst));
}

interface Switch {
  readonly flag: string;
  /** Its default, and the value that is safe. */
  readonly fallback: boolean;
  readonly safe: boolean;
  readonly fails: string;
  readonly passes: string;
  readonly severity?: Draft['severity'];
}

/** The verdict on a flag that is on or off. */
export function judgeSwitch(component: Component, { flag: name, fallback, safe, ...words }: Switch): Draft {
  const flag = component.flags.get(name);
  const verdict = (on: boolean): Draft =>
    on === safe
      ? pass(component.ref, words.passes)
      : faulty(component, flag, `${subjectOf(component)} ${words.fails}.`, words.severity);
  if (flag === null) return whenAbsent(component, name, () => verdict(fallback));
  const on = isOn(flag, fallback);
  return on === null ? unseen(component, name) : verdict(on);
}
