import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';

export interface RankedWarning {
  readonly text: string;
  readonly tone: 'danger' | 'caution';
}

/**
 * A context's warnings, dangers first. The inspection says first what lets others read or forge the answers, once for
 * each flag that is set; the rest asks for care.
 */
export function rankedWarnings(context: KubeconfigContext): readonly RankedWarning[] {
  const dangers = Number(context.insecureSkipTlsVerify) + Number(/^http:/i.test(context.server));
  return context.warnings.map((text, index) => ({ text, tone: index < dangers ? 'danger' : 'caution' }));
}
