/** Options that several commands share: controls and exceptions of the user's own. */
import { Option } from 'commander';

export const customControlsOption = (): Option =>
  new Option('--custom-controls <path...>', 'YAML files with custom controls, or directories of them');

export const exceptionsOption = (): Option =>
  new Option('--exceptions <file...>', 'YAML files with accepted risks: marked, never hidden');
