/** The objects of the random worlds, as far as the reference evaluator reads them. */
export type Labels = Readonly<Record<string, string>>;

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface ContainerPort {
  readonly name: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

export interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Labels };
  readonly spec: {
    readonly hostNetwork: boolean;
    readonly nodeName: string;
    readonly containers: readonly { readonly ports: readonly ContainerPort[] }[];
  };
  readonly status: { readonly podIPs: readonly { readonly ip: string }[] };
}

export interface Node {
  readonly metadata: { readonly name: string; readonly labels: Labels };
  readonly status: { readonly addresses: readonly { readonly address: string }[] };
}

export interface Namespace {
  readonly metadata: { readonly name: string; readonly labels: Labels };
}

export interface PodsInNamespaces {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  /** The first release's way. */
  readonly namespaces?: Namespaces;
}

/** A selector, or one of the first release's three ways. */
export interface Namespaces extends Selector {
  readonly namespaceSelector?: Selector;
  readonly sameLabels?: readonly string[];
  readonly notSameLabels?: readonly string[];
}

export interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  readonly pods?: PodsInNamespaces;
  readonly namespaces?: Namespaces;
  readonly networks?: readonly string[];
  readonly nodes?: Selector;
  readonly domainNames?: readonly string[];
}

interface Destination {
  readonly destinationPort?: {
    readonly number?: number;
    readonly range?: { readonly start: number; readonly end: number };
  };
}

export interface Port {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
  readonly portNumber?: { readonly protocol: string; readonly port: number };
  readonly portRange?: { readonly protocol: string; readonly start: number; readonly end: number };
  readonly namedPort?: string;
  readonly destinationNamedPort?: string;
  readonly tcp?: Destination;
  readonly udp?: Destination;
  readonly sctp?: Destination;
}

export interface Rule {
  readonly action?: 'Allow' | 'Accept' | 'Deny' | 'Pass';
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly Port[];
  readonly protocols?: readonly Port[];
}

export interface Subject {
  readonly namespaces?: Selector;
  readonly pods?: PodsInNamespaces;
}

export interface Policy {
  readonly metadata: { readonly namespace?: string };
  readonly spec: {
    readonly podSelector?: Selector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
    readonly tier?: string;
    readonly priority?: number;
    readonly subject?: Subject;
  };
}
