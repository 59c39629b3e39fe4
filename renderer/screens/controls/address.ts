/** Where a control is in the interface: its id has a slash, and so has its address. */
export function controlParams(id: string): { readonly family: string; readonly slug: string } {
  const slash = id.indexOf('/');
  return { family: id.slice(0, slash), slug: id.slice(slash + 1) };
}
