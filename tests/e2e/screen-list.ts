/** What the browser tests walk and `npm run screenshots` photographs: the table of screens, address by address. */

import { STEP_SCREENS, SCREENS as TABLE } from '../../renderer/screens.ts';
import { STEPS } from '../../shared/interview.ts';

/** Every screen of the opened engagement by its name, with its address. */
export const SCREENS: readonly (readonly [name: string, address: string])[] = [
  ...Object.values(TABLE).flatMap(({ examples = {} }) =>
    Object.entries(examples).map(([name, path]) => [name, `#${path}`] as const),
  ),
  ...STEPS.flatMap(({ id }) => {
    const { name } = STEP_SCREENS[id];
    return name === undefined ? [] : [[name, `#/step/${id}`] as const];
  }),
];
