/** Options that several commands share: controls and exceptions of the user's own. */
import { Option } from 'commander';

export const customControlsOption = (): Option =>
  new Option('--custom-controls <path...>', 'YAML files of controls of your own, or directories of them');

export const exceptionsOption = (): Option =>
  new Option('--exceptions <file...>', 'YAML files of accepted risks: marked, never hidden');
