/**
 * Signs of a guest. Worded as "seen"; that none is seen is no proof, and says so. Commands of probes and of lifecycle
 * hooks and scripts in config maps are judged when they are collected, and only the class of what they do is kept.
 * Environment variables and Secrets are never collected in clear, so nothing is looked for in them.
 */
import { badReleaseControls } from './compromise/bad-releases.ts';
import { commandControls } from './compromise/commands.ts';
import { disguiseControls } from './compromise/disguise.ts';
import { freshControls } from './compromise/fresh.ts';
import { openingControls } from './compromise/openings.ts';
import type { Control } from './define.ts';

export const compromiseControls: readonly Control[] = [
  ...disguiseControls,
  ...commandControls,
  ...badReleaseControls,
  ...openingControls,
  ...freshControls,
];
