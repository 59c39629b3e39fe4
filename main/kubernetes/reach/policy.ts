/** One model for every policy API: what `network-policy.ts` and `admin-policy.ts` compile and `evaluate.ts` runs. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { KubernetesObject } from '../../snapshot/index.ts';
import type { AddressRange } from './addresses.ts';
import type { Protocol } from './connections.ts';
import type { LabelMatcher } from './matcher.ts';

export type Direction = 'ingress' | 'egress';

/** Who may be selected by labels. A null matcher selects everything. */
export interface PodSelection {
  readonly kind: 'pods';
  /** A namespace by name (the policy's own), by labels, or every one (null). */
  readonly namespaces: string | LabelMatcher | null;
  readonly pods: LabelMatcher | null;
}

/** Pods in namespaces that have (not) the same values of these labels as the namespace of the subject. */
export interface SameLabels {
  readonly kind: 'same-labels';
  readonly keys: readonly string[];
  readonly same: boolean;
  readonly pods: LabelMatcher | null;
}

export interface Addresses {
  readonly kind: 'addresses';
  /** What stays of the block without its exceptions, in order. */
  readonly ranges: readonly AddressRange[];
  /** As written, for people. */
  readonly text: string;
  /**
   * `ipBlock` of a NetworkPolicy is meant for addresses outside of the cluster; whether it covers pods is up to the
   * plugin. `networks` of the admin APIs is checked for pods too.
   */
  readonly coversPods: boolean;
}

export interface Nodes {
  readonly kind: 'nodes';
  /** null: every node. */
  readonly nodes: LabelMatcher | null;
}

export interface DomainNames {
  readonly kind: 'domain-names';
  readonly names: readonly string[];
}

/** A peer with a field that is not known: what it selects cannot be decided. */
export interface UnreadablePeer {
  readonly kind: 'unreadable';
}

export type Peer = PodSelection | SameLabels | Addresses | Nodes | DomainNames | UnreadablePeer;

export type PortRule =
  | { readonly kind: 'range'; readonly protocol: Protocol; readonly first: number; readonly last: number }
  /** Resolved per destination container; a null protocol takes whichever the container's port has. */
  | { readonly kind: 'name'; readonly protocol: Protocol | null; readonly name: string }
  | { readonly kind: 'unreadable' };

export interface Rule {
  /** `unknown`: an action that is not known. */
  readonly action: 'allow' | 'deny' | 'pass' | 'unknown';
  /** null: every peer. */
  readonly peers: readonly Peer[] | null;
  /** null: every port. */
  readonly ports: readonly PortRule[] | null;
  /** JSON path in the policy's object. */
  readonly path: string;
}

export interface Policy {
  readonly ref: ObjectRef;
  readonly object: KubernetesObject;
  readonly api:
    | 'NetworkPolicy'
    | 'AdminNetworkPolicy'
    | 'BaselineAdminNetworkPolicy'
    | 'ClusterNetworkPolicy';
  readonly tier: 'admin' | 'network' | 'baseline';
  /** Lower goes first within a tier and API; 0 for a NetworkPolicy. */
  readonly priority: number;
  readonly subject: PodSelection | UnreadablePeer;
  /** null: the policy says nothing about this direction. */
  readonly ingress: readonly Rule[] | null;
  readonly egress: readonly Rule[] | null;
}
