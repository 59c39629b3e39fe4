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
    does: 'adds custom configuration to the NGINX controller',
  },
  {
    pattern:
      /^haproxy(-ingress\.github\.io\/config|\.org\/[a-z-]*snippet|\.router\.openshift\.io\/.*snippet)/,
    does: 'adds custom configuration to HAProxy',
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/auth-tls-match-cn$/,
    does: 'allowed configuration injection into ingress-nginx (CVE-2025-1097)',
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/mirror-(target|host)$/,
    does: 'mirrors requests to another place, and allowed configuration injection (CVE-2025-1098)',
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/auth-(url|signin)$/,
    does: 'contains characters that no address needs and that injected configuration (CVE-2025-24514)',
    // An address of a sign-in proxy is as it should be; of a query only such characters are kept.
    value: BREAKER,
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/auth-tls-verify-client$/,
    does: 'disables verification of client certificates',
    value: /^(off|optional_no_ca)$/,
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/cors-allow-origin$/,
    does: 'lets scripts of any website read the responses',
    value: /^\*$/,
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/proxy-ssl-verify$/,
    does: 'disables verification of the backend certificate',
    value: /^off$/,
  },
  {
    pattern: /^nginx\.ingress\.kubernetes\.io\/ssl-redirect$|^ingress\.kubernetes\.io\/ssl-redirect$/,
    does: 'keeps plain HTTP open beside TLS',
    value: /^false$/,
  },
];
