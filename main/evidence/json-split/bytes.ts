/** The bytes that JSON is divided by. */
export const QUOTE = 34;
export const BACKSLASH = 92;
export const OPEN_LIST = 91;
export const CLOSE_LIST = 93;
export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;
export const COMMA = 44;
export const COLON = 58;
export const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const RETURN = 13;

export const isWhiteSpace = (byte: number): boolean =>
  byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;
