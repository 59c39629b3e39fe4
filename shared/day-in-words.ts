/** Dates as people read them, written out so that they do not depend on the machine's locale. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "24 Nov 2026"; a text that is no ISO date stays as it is. */
export function dayInWords(timestamp: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(timestamp);
  const month = MONTHS[Number(match?.[2]) - 1];
  return match === null || month === undefined ? timestamp : `${Number(match[3])} ${month} ${match[1]}`;
}
