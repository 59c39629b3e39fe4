/** What is refused at the door. */
import { engineControls } from './admission/engines.ts';
import { levelControls } from './admission/levels.ts';
import { podSecurityPolicyControls } from './admission/pod-security-policy.ts';
import { webhookControls } from './admission/webhooks.ts';
import type { Control } from './define.ts';

export const admissionControls: readonly Control[] = [
  ...levelControls,
  ...engineControls,
  ...webhookControls,
  ...podSecurityPolicyControls,
];
