/** Annotations of Ingresses and Services that weaken an entrance or hand its configuration to whoever may write it. */

import { BREAKER } from '../../snapshot/redaction/mask.ts';

export interface RiskyAnnotation {
  readonly pattern: RegExp;
  /** Completes "The annotation …". */
  readonly does: string;
  /** Only with this value; any when left out. */
  readonly value?: RegExp;
}

/**
 * Beyond the snippets of ingress-nginx, which are a control of their own. Sources: the annotation references of the
 * controllers and the advisories named.
 */
export const RISKY_ANNOTATIONS: readonly RiskyAnnotation[] = [
  {
    pattern: /^nginx\.(org|com)\/([a-z-]+-)?snippets$/,
    does: 'adds configuration of its own to the NGINX controller',
  },
  {
    pattern:
      /^haproxy(-ingress\.github\.io\/config|\.org\/[a-z-]*snippet|\.router\.openshift\.io\/.*snippet)/,
    does: 'adds configuration of its own to HAProxy',
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/auth-tls-match-cn$/,
    does: 'was a way to inject configuration into ingress-nginx (CVE-2025-1097)',
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/mirror-(target|host)$/,
    does: 'copies requests to another place, and was a way to inject configuration (CVE-2025-1098)',
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/auth-(url|signin)$/,
    does: 'holds characters that no address needs and that injected configuration (CVE-2025-24514)',
    // An address of a sign-in proxy is as it should be; of a query only such characters are kept.
    value: BREAKER,
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/auth-tls-verify-client$/,
    does: 'switches the check of client certificates off',
    value: /^(off|optional_no_ca)$/,
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/cors-allow-origin$/,
    does: 'lets scripts of every website read the answers',
    value: /^\*$/,
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/proxy-ssl-verify$/,
    does: 'switches the check of the backend certificate off',
    value: /^off$/,
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/ssl-redirect$|^ingress\.kubernetes\.io\/ssl-redirect$/,
    does: 'keeps plain HTTP open beside TLS',
    value: /^false$/,
  },
];
