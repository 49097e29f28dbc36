import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: the green of an old key cabinet. */
const verdigris: MantineColorsTuple = [
  '#e9f7f3',
  '#d3ece5',
  '#a8dacd',
  '#79c7b3',
  '#53b79d',
  '#33a287',
  '#1c8a72',
  '#0e6b5c',
  '#0a5a4d',
  '#054a3f',
];

/** Red that is dark enough for text on white. */
const rust: MantineColorsTuple = [
  '#fdf0ef',
  '#f9dfdd',
  '#f2bbb7',
  '#ec948e',
  '#e6736c',
  '#de5750',
  '#cf3f37',
  '#b3312a',
  '#982822',
  '#7c1f1a',
];

/** Orange whose dark end is text on its light one. */
const amber: MantineColorsTuple = [
  '#fff4e6',
  '#ffe8cc',
  '#ffd8a8',
  '#ffc078',
  '#ffa94d',
  '#f08c2e',
  '#d9741a',
  '#b85a0b',
  '#98490a',
  '#7d3b06',
];

/** Greys with a little of the accent in them, so that light and dark belong together. */
const stone: MantineColorsTuple = [
  '#f8f9f8',
  '#f0f2f1',
  '#e4e8e6',
  '#d3d9d6',
  '#b4bcb8',
  '#8b9591',
  '#6a7571',
  '#4e5955',
  '#323b38',
  '#1a211f',
];

const night: MantineColorsTuple = [
  '#d5dbd8',
  '#b6beba',
  '#98a29d',
  '#6c7773',
  '#3f4946',
  '#323b38',
  '#252c2a',
  '#1a201e',
  '#131817',
  '#0c100f',
];

export const theme = createTheme({
  primaryColor: 'verdigris',
  primaryShade: 7,
  autoContrast: true,
  colors: { verdigris, gray: stone, dark: night, red: rust, orange: amber },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '620', sizes: { h1: { fontSize: '1.55rem' }, h2: { fontSize: '1.15rem' } } },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Anchor: { defaultProps: { underline: 'hover' } },
    Badge: { defaultProps: { tt: 'none' } },
    Card: { defaultProps: { withBorder: true, padding: 'lg' } },
    Modal: {
      defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { fontWeight: 620 } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close this notice' } } },
    Table: { defaultProps: { verticalSpacing: 'sm', highlightOnHover: true } },
    TableScrollContainer: { defaultProps: { type: 'native' } },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 280 } },
  },
});

/** Mantine's dimmed text, and its errors in the dark, are too faint for WCAG 2.2 contrast on our grounds. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': stone[7],
    '--mantine-color-placeholder': stone[6],
    '--mantine-color-anchor': verdigris[7],
    '--mantine-color-error': rust[7],
  },
  dark: {
    '--mantine-color-body': night[8],
    '--mantine-color-dimmed': night[1],
    '--mantine-color-placeholder': night[2],
    '--mantine-color-anchor': verdigris[3],
    '--mantine-color-error': rust[3],
  },
});

/** Of buttons that end something: red that can be read on both grounds. */
export const dangerText = 'light-dark(var(--mantine-color-red-7), var(--mantine-color-red-3))';
