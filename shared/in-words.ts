/** Numbers and lists as sentences write them. The one place, for the interface and every report alike. */
/** "1 workload", "3 workloads". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** "a, b and 3 more". */
export function some(names: readonly string[], most = 3): string {
  const first = names.slice(0, most).join(', ');
  return names.length > most ? `${first} and ${names.length - most} more` : first;
}
