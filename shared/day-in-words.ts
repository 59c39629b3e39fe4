/** Dates as people read them, written out so that they depend on no locale data: report and interface say them alike. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "24 Nov 2026"; a text that is no ISO date stays as it is. */
export function dayInWords(timestamp: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(timestamp);
  const month = MONTHS[Number(match?.[2]) - 1];
  return match === null || month === undefined ? timestamp : `${Number(match[3])} ${month} ${match[1]}`;
}

/** The day on which a moment falls in the zone of this machine: "24 Nov 2026". A day without a time is that day. */
export function localDayInWords(timestamp: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(timestamp)) return dayInWords(timestamp);
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) return timestamp;
  return `${time.getDate()} ${MONTHS[time.getMonth()] ?? ''} ${time.getFullYear()}`;
}
