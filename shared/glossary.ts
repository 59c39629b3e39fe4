/** Words that a reader who is new to Kubernetes meets, in the interview, in the interface and in the report. */

export interface GlossaryTerm {
  readonly id: string;
  readonly term: string;
  /** One or two plain sentences. */
  readonly short: string;
  /** What helps to know beyond that. */
  readonly more?: string;
}

/** The term with this id, or null. */
export function glossaryTerm(id: string): GlossaryTerm | null {
  return BY_ID.get(id) ?? null;
}

const term = (id: string, name: string, short: string, more?: string): GlossaryTerm =>
  Object.freeze({ id, term: name, short, ...(more !== undefined && { more }) });

/** Every term, in the order of the alphabet. */
export const GLOSSARY: readonly GlossaryTerm[] = Object.freeze([
  term(
    'admission',
    'Admission',
    'The check that every change to a cluster passes before it takes effect. Its rules can reject dangerous workloads.',
    'Pod Security, ValidatingAdmissionPolicy, Kyverno and Gatekeeper are such rule sets.',
  ),
  term('allow-list', 'Allow-list', 'A list of who has access; everyone else is rejected.'),
  term(
    'api-server',
    'API server',
    'The central interface of a cluster. Every person and program reads and changes the cluster through it.',
  ),
  term('audit-log', 'Audit log', 'A record of who requested what from the API server, and when.'),
  term(
    'autoscaling',
    'Autoscaling',
    'Nodes or replicas are added when the load rises and removed when it falls.',
  ),
  term(
    'availability-zone',
    'Availability zone',
    'A separate data-centre building of a cloud provider, with its own power and network.',
  ),
  term('backup', 'Backup', 'A copy of data kept elsewhere, from which it can be restored after a loss.'),
  term('blast-radius', 'Blast radius', 'Everything that an attacker can reach from one starting point.'),
  term(
    'break-glass',
    'Break-glass account',
    'An account reserved for emergencies. It is secured, and each use is logged.',
  ),
  term('capability', 'Capability', 'One of the separate rights into which Linux divides the powers of root.'),
  term(
    'certificate',
    'Certificate',
    'A digital document with which a server or program proves its identity. It expires on a set date.',
  ),
  term(
    'ci',
    'CI/CD pipeline',
    'The automation that builds, tests and deploys each change to the software.',
    'CI/CD stands for continuous integration and continuous delivery.',
  ),
  term(
    'cloud-account',
    'Cloud account',
    'The customer’s area at a cloud provider, with its own bill, users and boundary. Also called a project or subscription.',
  ),
  term('cluster', 'Cluster', 'A group of machines that Kubernetes manages as one system.'),
  term(
    'cluster-admin',
    'cluster-admin',
    'The right to do everything in a cluster, including reading every Secret.',
  ),
  term(
    'config-map',
    'ConfigMap',
    'A named set of settings stored in the cluster. It is not protected like a Secret, so passwords do not belong in it.',
  ),
  term(
    'container',
    'Container',
    'A program packaged with everything it needs. Containers on one node share its operating-system kernel.',
  ),
  term(
    'contradiction',
    'Contradiction',
    'An answer from the interview that the collected evidence disputes.',
  ),
  term('control', 'Control', 'A named automatic check of the collected evidence.'),
  term(
    'control-plane',
    'Control plane',
    'The components that manage a cluster: they accept changes, store them and carry them out.',
  ),
  term(
    'controller',
    'Controller',
    'A program that continuously compares the desired state with the actual state and corrects the difference.',
  ),
  term(
    'credential',
    'Credential',
    'Whatever proves an identity: a password, a key, a token or a certificate.',
  ),
  term(
    'custom-resource',
    'Custom resource',
    'A kind of object that an extension adds to a cluster. A custom resource definition (CRD) describes it.',
  ),
  term('cve', 'CVE', 'The public identifier of a known vulnerability.'),
  term('daemonset', 'DaemonSet', 'A workload that runs one pod on every node, usually an agent.'),
  term('dashboard', 'Dashboard', 'A web page that shows a system and often lets its users change it.'),
  term('dependency', 'Dependency', 'Third-party code that a program is built from.'),
  term('deployment', 'Deployment', 'A workload that keeps a set number of replicas running.'),
  term('digest', 'Digest', 'A fingerprint of an image’s content. Other content always has another digest.'),
  term(
    'disruption-budget',
    'PodDisruptionBudget',
    'A rule for how many replicas must keep running while nodes are maintained.',
  ),
  term('dns', 'DNS', 'The name service: it translates names into addresses.'),
  term('egress', 'Egress', 'Outbound traffic, from a workload to other systems.'),
  term(
    'encryption-at-rest',
    'Encryption at rest',
    'Stored data is encrypted, so that a stolen disk or copy cannot be read.',
  ),
  term(
    'environment-variable',
    'Environment variable',
    'A setting passed to a program when it starts. Everyone who may read the workload can see it.',
  ),
  term(
    'ephemeral',
    'Ephemeral',
    'Short-lived: pods and nodes are replaced, and what is stored only on them is lost.',
  ),
  term('escape', 'Container escape', 'Code in a container gains access to its node.'),
  term('estate', 'Estate', 'Every cluster and other environment on record, examined or not.'),
  term(
    'etcd',
    'etcd',
    'The cluster’s database. Whoever can read it can read every Secret; whoever can write to it controls the cluster.',
  ),
  term('finding', 'Finding', 'One issue with the objects that it affects and the evidence for each.'),
  term('firewall', 'Firewall', 'A filter between networks that allows only permitted traffic.'),
  term(
    'foothold',
    'Foothold',
    'Where an attacker starts, such as a vulnerable application or a stolen credential.',
  ),
  term(
    'forensics',
    'Forensics',
    'Preserving and examining evidence after a compromise, to learn what happened.',
  ),
  term(
    'gitops',
    'GitOps',
    'The desired state of a cluster is kept in version control, and a tool applies it.',
    'Argo CD and Flux are the usual tools. They hold broad rights over every cluster that they deploy to.',
  ),
  term(
    'helm',
    'Helm',
    'A tool that installs ready-made packages, called charts, into a cluster. It stores the settings of each installation in a Secret.',
  ),
  term(
    'host-path',
    'hostPath',
    'A directory of the node that is mounted into a container. A sensitive directory gives control over the node.',
  ),
  term('https', 'HTTPS', 'Web traffic that is encrypted in transit.'),
  term('image', 'Image', 'The package that a container is started from.'),
  term(
    'impact',
    'Impact',
    'How much the business loses when a scenario happens, from 1 (very low) to 5 (very high).',
  ),
  term('incident', 'Incident', 'An event in which security was broken, or may have been.'),
  term(
    'infrastructure-as-code',
    'Infrastructure as code',
    'Machines, networks and clusters are defined in files and created from them by a tool.',
  ),
  term(
    'ingress',
    'Ingress',
    'The rules by which a cluster accepts external HTTP requests and routes them to the right service.',
    'The program that applies them is the ingress controller.',
  ),
  term('job', 'Job', 'A program that runs once to its end. A CronJob runs at set times.'),
  term(
    'kube-proxy',
    'kube-proxy',
    'The component on each node that routes traffic for a Service to one of its pods.',
  ),
  term('kubeconfig', 'kubeconfig', 'A file with the addresses of clusters and the credentials for them.'),
  term('kubelet', 'kubelet', 'The agent on each node that starts and stops its pods.'),
  term(
    'kubernetes',
    'Kubernetes',
    'A system that runs containers on many machines, restarts them when they fail and moves them when a machine is lost.',
  ),
  term(
    'label',
    'Label',
    'A name and value attached to an object. Rules select objects by their labels, because addresses change.',
  ),
  term(
    'least-privilege',
    'Least privilege',
    'Every person and program has only the rights that the task needs.',
  ),
  term(
    'likelihood',
    'Likelihood',
    'How likely a scenario is within 12 months, from 1 (under 2 %) to 5 (over 60 %).',
  ),
  term('limit', 'Limit', 'The most memory or computing time that a container may use.'),
  term(
    'load-balancer',
    'Load balancer',
    'An address that distributes requests over several replicas, often exposed to the internet.',
  ),
  term('log-shipping', 'Log shipping', 'Logs are copied to storage outside the cluster as they are written.'),
  term(
    'managed-control-plane',
    'Managed control plane',
    'The cloud provider operates the control plane as a service; the customer operates the workloads.',
  ),
  term(
    'mesh',
    'Service mesh',
    'A layer that carries the traffic between workloads, and can encrypt and authorise it.',
  ),
  term(
    'metadata-service',
    'Metadata service',
    'A special address (169.254.169.254) from which a cloud machine obtains information about itself and its credentials.',
  ),
  term(
    'mfa',
    'Second factor (MFA)',
    'A sign-in that requires something besides the password, such as a code from a phone.',
  ),
  term('mtls', 'Mutual TLS (mTLS)', 'Encrypted traffic in which both sides prove their identity.'),
  term(
    'namespace',
    'Namespace',
    'A named part of a cluster, often one for each team or product. By itself it separates names, not traffic or nodes.',
  ),
  term(
    'network-plugin',
    'Network plugin (CNI)',
    'The part that connects pods with each other. Only some plugins enforce network policies.',
    'CNI stands for container network interface.',
  ),
  term(
    'network-policy',
    'Network policy',
    'A rule for which pods may connect to each other. Where none applies, all may.',
  ),
  term('node', 'Node', 'One machine of a cluster, real or virtual.'),
  term('node-port', 'NodePort', 'A port opened on every node that leads to a Service.'),
  term('on-call', 'On call', 'A person is available to respond at any hour.'),
  term(
    'orchestrator',
    'Orchestrator',
    'A system that schedules workloads on machines and keeps them running. Kubernetes is one; Nomad and Docker Swarm are others.',
  ),
  term('patch', 'Patch', 'An update that fixes a vulnerability or other fault.'),
  term(
    'path',
    'Attack path',
    'A chain of steps by which an attacker gets from a foothold to something valuable.',
  ),
  term(
    'penetration-test',
    'Penetration test',
    'Experts are hired to attack a system and report what they achieved.',
  ),
  term('persistent-volume', 'Persistent volume', 'Storage that outlives the pod that uses it.'),
  term(
    'pod',
    'Pod',
    'The smallest thing that Kubernetes runs: one or a few containers that share an address.',
  ),
  term(
    'pod-security',
    'Pod Security Standards',
    'Three published levels of strictness for pods: privileged (anything goes), baseline and restricted.',
  ),
  term(
    'privileged',
    'Privileged container',
    'A container with nearly all rights of its node. Whoever compromises it controls the node.',
  ),
  term('quota', 'Quota', 'The most that a whole namespace may use.'),
  term('ransomware', 'Ransomware', 'Malware with which attackers encrypt data and demand a ransom for it.'),
  term(
    'rbac',
    'RBAC',
    'Role-based access control: roles list what may be done, and bindings say who holds a role.',
  ),
  term('registry', 'Registry', 'The storage that images are pulled from.'),
  term(
    'remote-code-execution',
    'Remote code execution',
    'An attacker makes a program run the attacker’s code over the network.',
  ),
  term('replica', 'Replica', 'One of several identical pods of a workload.'),
  term(
    'restore-test',
    'Restore test',
    'Data is restored from a backup for practice, and the time is recorded.',
  ),
  term('root', 'root', 'The unrestricted user of a Linux system.'),
  term('rotation', 'Rotation', 'A password or key is replaced by a new one, and the old one stops working.'),
  term('rpo', 'Recovery point objective', 'The most data, measured in time, that the business can lose.'),
  term('rto', 'Recovery time objective', 'The longest outage that the business can tolerate.'),
  term('runner', 'Build runner', 'The program that carries out the steps of the pipeline.'),
  term(
    'runtime-detection',
    'Runtime detection',
    'An agent monitors what workloads do and raises an alert when it looks like an attack.',
  ),
  term(
    'runtime-socket',
    'Container runtime socket',
    'The interface through which containers are started on a node. Whoever can use it can start a privileged one.',
  ),
  term('sandbox', 'Sandbox', 'An isolated environment that untrusted code cannot leave.'),
  term(
    'scenario',
    'Scenario',
    'A concrete story of an attack within the next 12 months, rated by likelihood and impact.',
  ),
  term('secret', 'Secret', 'An object that holds a password, key or token. Drydock never reads its content.'),
  term(
    'secret-store',
    'Secret store',
    'A protected system for passwords and keys, such as Vault. It logs who reads what.',
  ),
  term('service', 'Service', 'A fixed name and address for a set of pods that come and go.'),
  term('service-account', 'Service account', 'The identity with which a workload accesses the API server.'),
  term(
    'severity',
    'Severity',
    'How bad a finding is by itself. It is not yet risk, which also asks how likely it is and what it would cost.',
  ),
  term(
    'shared-responsibility',
    'Shared responsibility',
    'The split of duties between cloud provider and customer.',
  ),
  term('signature', 'Image signature', 'A proof of who built an image, which can be checked before it runs.'),
  term('snapshot', 'Snapshot', 'The evidence of one cluster at one time. It is never changed afterwards.'),
  term('ssh', 'SSH', 'A protocol to log in to a machine over the network and run commands there.'),
  term(
    'sso',
    'Single sign-on (SSO)',
    'One sign-in for all systems, so that access to all of them is revoked in one place.',
  ),
  term('staging', 'Staging', 'A copy of production for testing changes.'),
  term(
    'stateful',
    'Stateful',
    'Stores data that must not be lost. A StatefulSet is a workload made for this.',
  ),
  term(
    'supply-chain',
    'Supply chain',
    'Everything that software passes through before it runs: libraries, build machines, registries.',
  ),
  term('support-window', 'Support window', 'The time in which a version still gets security fixes.'),
  term(
    'tag',
    'Tag',
    'A name for a version of an image, such as “latest”. A tag can be moved to other content.',
  ),
  term('tenant', 'Tenant', 'A party that shares a system with others and must be isolated from them.'),
  term('tls', 'TLS', 'The encryption behind the padlock in a browser.'),
  term('token', 'Token', 'A string of characters that grants access to whoever holds it.'),
  term(
    'transitional-services',
    'Transitional services',
    'Services that the seller continues to provide for a time after the sale.',
  ),
  term('upgrade', 'Upgrade', 'A move to a newer version.'),
  term(
    'verdict',
    'Verdict',
    'What a check says: fail, pass, not applicable or unknown. Unknown is never counted as pass.',
  ),
  term(
    'version-skew',
    'Version skew',
    'The parts of a cluster run different versions. Only small differences are supported.',
  ),
  term('vpn', 'VPN', 'An encrypted tunnel into a private network.'),
  term(
    'webhook',
    'Webhook',
    'A call to another program when an event occurs. In admission, that program can reject or alter the change.',
  ),
  term(
    'workload',
    'Workload',
    'An application that the cluster keeps running, with all its replicas, or a job that it runs.',
  ),
  term(
    'workload-identity',
    'Workload identity',
    'A cloud identity of a single workload, with its own permissions.',
  ),
]);

const BY_ID: ReadonlyMap<string, GlossaryTerm> = new Map(GLOSSARY.map((entry) => [entry.id, entry]));
