/** Mantine in the house's clothes: its variables point at our tokens, so that there is one palette. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const sea: MantineColorsTuple = [
  '#e2f0f1',
  '#c4e0e3',
  '#9acbd0',
  '#66b0b8',
  '#3b969f',
  '#1f828c',
  '#14727d',
  '#0f6873',
  '#0b5c66',
  '#084851',
];
const slate: MantineColorsTuple = [
  '#fafbfc',
  '#f1f4f7',
  '#dbe2e8',
  '#c6d0d9',
  '#aebbc6',
  '#8796a3',
  '#5a6975',
  '#45545f',
  '#2b3a46',
  '#16212c',
];
const night: MantineColorsTuple = [
  '#e3eaf0',
  '#b0bdc8',
  '#93a2af',
  '#6d7f8d',
  '#4a5b69',
  '#283541',
  '#1e2a35',
  '#131b23',
  '#0f161d',
  '#0a0f14',
];

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 8, dark: 6 },
  colors: { sea, gray: slate, dark: night },
  fontFamily: 'IBM Plex Sans, system-ui, sans-serif',
  fontFamilyMonospace: 'IBM Plex Mono, ui-monospace, monospace',
  headings: { fontFamily: 'IBM Plex Sans, system-ui, sans-serif', fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '1rem', lg: '1.25rem', xl: '1.625rem' },
  spacing: { xs: '0.5rem', sm: '1rem', md: '1.5rem', lg: '2rem', xl: '3rem' },
  radius: { xs: '2px', sm: '3px', md: '4px', lg: '6px', xl: '8px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A browser keeps what stands in a field for its session restore, in clear on the disk, unless told not to.
    ...Object.fromEntries(
      ['TextInput', 'Textarea', 'PasswordInput', 'NumberInput', 'Select', 'MultiSelect'].map((name) => [
        name,
        { defaultProps: { autoComplete: 'off' } },
      ]),
    ),
    // A label stands by its own box, nearer than by the next field.
    ...Object.fromEntries(
      ['Checkbox', 'Radio'].map((name) => [name, { styles: { label: { paddingInlineStart: '0.5rem' } } }]),
    ),
    Button: { defaultProps: { size: 'sm' } },
    Tooltip: {
      defaultProps: { withArrow: false, openDelay: 250, events: { hover: true, focus: true, touch: true } },
    },
    Modal: {
      defaultProps: {
        centered: false,
        overlayProps: { backgroundOpacity: 0.35 },
        closeButtonProps: { 'aria-label': 'Close' },
        radius: 'md',
      },
    },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
  },
});

export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--paper)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-bright': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-2)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-default': 'var(--raised)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-error': 'var(--bad-ink)',
    '--mantine-color-sea-filled': 'var(--accent-fill)',
    '--mantine-color-sea-filled-hover': 'var(--accent-strong-fill, var(--accent-fill))',
    '--mantine-color-sea-light': 'var(--accent-tint)',
    '--mantine-color-sea-light-hover': 'var(--cursor)',
    '--mantine-color-sea-light-color': 'var(--accent)',
    '--mantine-color-sea-outline': 'var(--accent)',
    '--mantine-color-sea-text': 'var(--accent)',
    '--mantine-color-gray-light-color': 'var(--ink-2)',
    '--mantine-color-gray-text': 'var(--ink-2)',
  };
  return { variables: {}, light: both, dark: both };
};
