/** A place of the account of redaction, `Pod spec.containers[].env[].value`: the kind, and the field in it. */
export function placeParts(place: string): { readonly kind: string; readonly field: string } {
  const space = place.indexOf(' ');
  return space === -1
    ? { kind: '', field: place }
    : { kind: place.slice(0, space), field: place.slice(space + 1) };
}

/** `command` of `spec.containers[].command[]`: the name that stands in the object's YAML. */
export function fieldName(field: string): string {
  const names = field.split('.').map((name) => name.replaceAll('[]', ''));
  return names.findLast((name) => name !== '' && name !== '*') ?? '';
}
