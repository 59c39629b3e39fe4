/**
 * A pod as its API server hands it to admission, after defaults and conversions. What a server has stored is
 * that already; a manifest is not. Of all defaults only those stand here that a check can see:
 * - a port of a pod on the host network is a port of the node (`SetDefaults_Pod` in core/v1/defaults.go; before
 *   1.28 in templates too, then as `SetDefaults_PodSpec`);
 * - a deprecated AppArmor annotation becomes the container's field, since 1.30, in pods only
 *   (`applyAppArmorVersionSkew` in registry/core/pod/strategy.go).
 * That a volume without a source is an emptyDir is left to the check on volumes. Fields that a feature gate
 * switches off count as served: whoever set a gate is not seen from here. Servers before 1.27 also copied seccomp
 * annotations into fields; of a manifest for such a server the fields alone are judged from version 1.19 on.
 */
import { at, bool, fields, isObject, list, num, str } from '../../snapshot/read.ts';
import { APPARMOR_ANNOTATION } from './checks/confinement.ts';
import type { PodParts } from './reader.ts';

export interface Serving {
  readonly serverMinor: number;
  /** True for the template of a controller, which fewer defaults apply to. */
  readonly isTemplate: boolean;
}

const NO_HOST_PORTS_IN_TEMPLATES = 28;
const APPARMOR_FIELDS = 30;

/** Minors from which servers serve pods otherwise than before. */
export const SERVED_DIFFERENTLY_SINCE: readonly number[] = [NO_HOST_PORTS_IN_TEMPLATES, APPARMOR_FIELDS];

/** The parts with those defaults; nothing is changed in place. */
export function asServed({ metadata, spec }: PodParts, { serverMinor, isTemplate }: Serving): PodParts {
  let served = spec;
  if (bool(spec, 'hostNetwork') === true && (!isTemplate || serverMinor < NO_HOST_PORTS_IN_TEMPLATES))
    served = withHostPorts(served);
  if (!isTemplate && serverMinor >= APPARMOR_FIELDS) served = withAppArmorFields(served, metadata);
  return { metadata, spec: served };
}

function withHostPorts(spec: unknown): unknown {
  return mapContainers(spec, ['containers', 'initContainers'], (container) => {
    const ports = list(container, 'ports');
    if (!ports.some(lacksHostPort)) return container;
    return {
      ...container,
      ports: ports.map((port) =>
        isObject(port) && lacksHostPort(port) ? { ...port, hostPort: at(port, 'containerPort') } : port,
      ),
    };
  });
}

function lacksHostPort(port: unknown): boolean {
  const hostPort = at(port, 'hostPort') ?? 0;
  return hostPort === 0 && num(port, 'containerPort') !== undefined;
}

function withAppArmorFields(spec: unknown, metadata: unknown): unknown {
  const hasAnnotation = fields(metadata, 'annotations').some(([name]) =>
    name.startsWith(APPARMOR_ANNOTATION),
  );
  if (!hasAnnotation || str(spec, 'os', 'name') === 'windows') return spec;
  const ofPod = at(spec, 'securityContext', 'appArmorProfile') ?? null;
  return mapContainers(spec, ['containers', 'initContainers', 'ephemeralContainers'], (container) => {
    const annotation = str(metadata, 'annotations', APPARMOR_ANNOTATION + (str(container, 'name') ?? ''));
    const profile = annotation === undefined ? null : profileOf(annotation);
    const context = at(container, 'securityContext') ?? {};
    const isSet = (at(context, 'appArmorProfile') ?? null) !== null;
    if (profile === null || isSet || !isObject(context) || same(profile, ofPod)) return container;
    return { ...container, securityContext: { ...context, appArmorProfile: profile } };
  });
}

interface Profile {
  readonly type: string;
  readonly localhostProfile?: string;
}

function profileOf(annotation: string): Profile | null {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const local = /^localhost\/(.+)$/s.exec(annotation)?.[1];
  return local === undefined ? null : { type: 'Localhost', localhostProfile: local };
}

function same(profile: Profile, other: unknown): boolean {
  return str(other, 'type') === profile.type && str(other, 'localhostProfile') === profile.localhostProfile;
}

function mapContainers(
  spec: unknown,
  lists: readonly string[],
  change: (container: object) => object,
): unknown {
  if (!isObject(spec)) return spec;
  const changed: Record<string, unknown> = {};
  for (const field of lists) {
    const containers = list(spec, field);
    if (containers.length > 0) changed[field] = containers.map((one) => (isObject(one) ? change(one) : one));
  }
  return { ...spec, ...changed };
}
