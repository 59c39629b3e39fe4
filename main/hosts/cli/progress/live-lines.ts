/**
 * A few lines at the bottom of a terminal that are written over in place. What is above them scrolls as usual. Text must
 * be safe already (`plain`); only this file writes control sequences, apart from colours.
 */
export interface Terminal {
  readonly columns?: number | undefined;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  removeListener(event: 'resize', listener: () => void): unknown;
}

export interface LiveLines {
  /** Writes over what was shown. */
  show(lines: readonly string[]): void;
  /** A line that stays, above the live ones. */
  print(line: string): void;
  /** Takes the live lines away and gives the cursor back. Does nothing the second time. */
  close(): void;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';
const CLEAR_BELOW = '\u001b[J';

export function liveLines(terminal: Terminal): LiveLines {
  let shown: readonly string[] = [];
  let open = false;
  let closed = false;
  const width = () => Math.max(20, terminal.columns ?? 80);
  /** To where the live lines begin. A terminal that became narrower has broken them into more rows. */
  const back = (): string => {
    const rows = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / width())), 0);
    return rows === 0 ? '\r' : `\r\u001b[${rows}A`;
  };
  const paint = (above: string, lines: readonly string[]) => {
    const begin = open ? '' : HIDE_CURSOR;
    open = true;
    const text = lines.map((line) => `${line}\n`).join('');
    terminal.write(`${begin}${back()}${CLEAR_BELOW}${above}${NO_WRAP}${text}${WRAP}`);
    shown = lines;
  };
  const onResize = () => {
    if (!closed && open)
      paint(
        '',
        shown.map((line) => fit(line, width() - 1)),
      );
  };
  const close = () => {
    if (closed) return;
    closed = true;
    terminal.removeListener('resize', onResize);
    process.removeListener('exit', close);
    if (open) terminal.write(`${back()}${CLEAR_BELOW}${WRAP}${SHOW_CURSOR}`);
  };
  terminal.on('resize', onResize);
  // However the process ends, the cursor comes back.
  process.once('exit', close);
  return {
    show(lines) {
      if (!closed)
        paint(
          '',
          lines.map((line) => fit(line, width() - 1)),
        );
    },
    print(line) {
      if (closed) terminal.write(`${line}\n`);
      else paint(`${line}\n`, shown);
    },
    close,
  };
}

const COLOUR = /\u001b\[[0-9;]*m/g;

/** Columns that a text takes, colours not counted; everything beyond ASCII counts as wide, to be on the safe side. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text.replace(COLOUR, '')) columns += widthOf(character);
  return columns;
}

/** The text cut to so many columns, with its colours ended. */
export function fit(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let used = 0;
  let coloured = false;
  for (const part of text.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b')) {
      kept += part;
      coloured = part !== '\u001b[0m';
      continue;
    }
    for (const character of part) {
      if (used + widthOf(character) > columns - 1) return `${kept}…${coloured ? '\u001b[0m' : ''}`;
      kept += character;
      used += widthOf(character);
    }
  }
  return kept;
}

/** Bars and quotes of our own are narrow everywhere. */
const widthOf = (character: string) => (/[\u0020-\u007e…‹›━─“”·]/.test(character) ? 1 : 2);
