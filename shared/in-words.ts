/** Numbers and lists as sentences write them. The one place, for the interface and every report alike. */

/** 1234567 as "1,234,567"; at most two decimals. Written out so that it does not depend on the machine's locale data. */
export function number(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  const [whole = '0', decimals] = String(Math.abs(rounded)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${rounded < 0 ? '−' : ''}${grouped}${decimals === undefined ? '' : `.${decimals}`}`;
}

/** "1 workload", "3,000 workloads". */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${agree(value, one, many)}`;
}

/** The word alone that goes with the number: `agree(1, 'is', 'are')` is "is". */
export function agree(value: number, one: string, many: string): string {
  return value === 1 ? one : many;
}

/** "a", "a and b", "a, b and c". */
export function andList(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** "a, b and 3 more". */
export function some(names: readonly string[], most = 3): string {
  const first = names.slice(0, most).join(', ');
  return names.length > most ? `${first} and ${number(names.length - most)} more` : first;
}
