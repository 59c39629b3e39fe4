/** Words that a reader of the report who is new to Kubernetes meets. Alphabetical. */
export const GLOSSARY: readonly { readonly term: string; readonly text: string }[] = [
  {
    term: 'Admission',
    text: 'The gate that every change to a cluster passes before it is stored. Rules here can refuse dangerous workloads.',
  },
  { term: 'API server', text: 'The front door of a cluster. Every person, program and node talks to it.' },
  { term: 'Blast radius', text: 'Everything an attacker reaches from one starting point.' },
  { term: 'Cluster', text: 'A group of machines that Kubernetes runs as one.' },
  { term: 'cluster-admin', text: 'The permission to do anything in a cluster.' },
  {
    term: 'Container',
    text: 'A program packed with all it needs. It shares the kernel of the machine it runs on.',
  },
  {
    term: 'Control plane',
    text: 'The parts that run a cluster: API server, database (etcd), scheduler and controllers.',
  },
  {
    term: 'Evidence',
    text: 'What was read from a cluster, unchanged but for redaction, identified by its SHA-256.',
  },
  { term: 'etcd', text: 'The database of a cluster. Who reads it reads every Secret.' },
  {
    term: 'Foothold',
    text: 'The place where an attacker starts, such as a pod with a flaw or a stolen credential.',
  },
  { term: 'Image', text: 'The file that a container is started from, kept in a registry.' },
  { term: 'Ingress', text: 'The part that takes requests from outside and hands them to workloads.' },
  { term: 'kubelet', text: 'The agent on every node that starts its pods.' },
  {
    term: 'Namespace',
    text: 'A named part of a cluster. By itself it separates names, not networks or machines.',
  },
  {
    term: 'Network policy',
    text: 'A rule that says which pods may talk to each other. Without one, all may.',
  },
  { term: 'Node', text: 'A machine of a cluster.' },
  {
    term: 'Pod',
    text: 'The smallest unit that Kubernetes runs: one or a few containers that share an address.',
  },
  {
    term: 'Pod Security Standards',
    text: 'Three published levels of hardening for pods: privileged, baseline, restricted.',
  },
  {
    term: 'Privileged container',
    text: 'A container with almost all rights of its machine. Who breaks into it owns the machine.',
  },
  { term: 'RBAC', text: 'Role-based access control: who may do what in a cluster.' },
  { term: 'Secret', text: 'An object that holds a password, key or token. Drydock never reads its content.' },
  { term: 'Service account', text: 'The identity that a workload uses towards the API server.' },
  { term: 'Snapshot', text: 'The evidence of one cluster at one time. It is never changed afterwards.' },
  {
    term: 'Workload',
    text: 'Something that runs pods: a Deployment, StatefulSet, DaemonSet, Job or a single pod.',
  },
];
