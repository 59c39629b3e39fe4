/** Kubernetes' usual plural of a kind, for kinds that no discovery has named. */

/** `Ingress` gives `ingresses`, `NetworkPolicy` gives `networkpolicies`. */
export function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  if (word === 'endpoints') return word;
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}

/** The plural with the kind's own capitals: `VirtualMachines`, `Prometheuses`. */
export function kindsOf(kind: string): string {
  const plural = pluralOf(kind);
  const stem = kind.toLowerCase();
  let same = 0;
  while (same < stem.length && plural[same] === stem[same]) same += 1;
  return kind.slice(0, same) + plural.slice(same);
}
