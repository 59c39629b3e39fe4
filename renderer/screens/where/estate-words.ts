import type { EstateEntry } from '../../../shared/engagement.ts';

export const ESTATE_KINDS: Record<EstateEntry['kind'], string> = {
  kubernetes: 'Kubernetes',
  nomad: 'Nomad',
  mesos: 'Mesos',
  ecs: 'Amazon ECS',
  swarm: 'Docker Swarm',
  other: 'Other',
};
export const ESTATE_STATUS: Record<EstateEntry['status'], string> = {
  collected: 'Collected',
  refused: 'Refused',
  'not-offered': 'Not offered',
  pending: 'Pending',
};
