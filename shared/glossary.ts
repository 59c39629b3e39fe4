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
    'The check at the door: every change to a cluster passes it before it takes effect, and rules there can refuse dangerous workloads.',
    'Pod Security, ValidatingAdmissionPolicy, Kyverno and Gatekeeper are such rule sets.',
  ),
  term('allow-list', 'Allow-list', 'A list of who may come in; everybody else is refused.'),
  term(
    'api-server',
    'API server',
    'The control desk of a cluster. Every person and every program that wants to read or change something asks it.',
  ),
  term('audit-log', 'Audit log', 'A record of who asked the API server for what, and when.'),
  term(
    'autoscaling',
    'Autoscaling',
    'Machines or copies of a program are added when there is more to do and removed when there is less.',
  ),
  term(
    'availability-zone',
    'Availability zone',
    'A separate data-centre building of a cloud provider, with its own power and network.',
  ),
  term('backup', 'Backup', 'A copy of data that is kept elsewhere, to bring it back after a loss.'),
  term('blast-radius', 'Blast radius', 'Everything that an attacker can reach from one starting point.'),
  term('break-glass', 'Break-glass access', 'A sealed way in for emergencies. Using it is always recorded.'),
  term(
    'capability',
    'Capability',
    'One of the pieces into which Linux splits the powers of its all-powerful user.',
  ),
  term(
    'certificate',
    'Certificate',
    'A digital passport by which a server or program proves who it is. It runs out on a set date.',
  ),
  term(
    'ci',
    'CI/CD pipeline',
    'The assembly line for software: it builds, tests and deploys each change by itself.',
    'CI/CD stands for continuous integration and continuous delivery.',
  ),
  term(
    'cloud-account',
    'Cloud account',
    'The customer’s area at a cloud provider, with its own bill, users and walls. Also called a project or subscription.',
  ),
  term('cluster', 'Cluster', 'A group of machines that Kubernetes runs as if they were one.'),
  term(
    'cluster-admin',
    'cluster-admin',
    'The right to do everything in a cluster, reading every secret included.',
  ),
  term(
    'config-map',
    'ConfigMap',
    'A named set of settings stored in the cluster. It is not protected like a Secret, so passwords do not belong in it.',
  ),
  term(
    'container',
    'Container',
    'A program packed together with all it needs. Containers on one machine share that machine’s operating-system core.',
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
    'The brain of a cluster: the parts that take orders, store them and see to it that they are carried out.',
  ),
  term(
    'controller',
    'Controller',
    'A program that keeps comparing what should be with what is, and mends the difference.',
  ),
  term(
    'credential',
    'Credential',
    'Whatever proves an identity: a password, a key, a token or a certificate.',
  ),
  term(
    'custom-resource',
    'Custom resource',
    'A kind of object that was added to a cluster by an extension. CRD, custom resource definition, is its description.',
  ),
  term('cve', 'CVE', 'The public number of a known hole in a piece of software.'),
  term('daemonset', 'DaemonSet', 'A workload that runs one copy on every node, usually an agent.'),
  term('dashboard', 'Dashboard', 'A web page that shows a system and often lets its users change it.'),
  term('dependency', 'Dependency', 'Code by others that a program is built from.'),
  term(
    'deployment',
    'Deployment',
    'A workload that keeps a set number of equal copies of a program running.',
  ),
  term('digest', 'Digest', 'A fingerprint of an image’s content. Other content always has another digest.'),
  term(
    'disruption-budget',
    'PodDisruptionBudget',
    'A rule that says how many copies of a program must stay up while machines are being serviced.',
  ),
  term('dns', 'DNS', 'The name service: it turns a name into an address, like a telephone book.'),
  term('egress', 'Egress', 'Traffic that leaves, from a program to the outside.'),
  term(
    'encryption-at-rest',
    'Encryption at rest',
    'Stored data is encrypted, so that a stolen disk or copy shows nothing.',
  ),
  term(
    'environment-variable',
    'Environment variable',
    'A setting that is handed to a program when it starts. Everybody who may look at the program’s description sees it.',
  ),
  term(
    'ephemeral',
    'Ephemeral',
    'Made to be thrown away: pods and nodes come and go, and what is stored only on them goes too.',
  ),
  term('escape', 'Container escape', 'A program breaks out of its container to the machine below.'),
  term('estate', 'Estate', 'Every cluster that was heard of, whether it could be looked at or not.'),
  term(
    'etcd',
    'etcd',
    'The cluster’s own database. Whoever can read it reads every secret; whoever can write it owns the cluster.',
  ),
  term('finding', 'Finding', 'One issue with the objects that it affects and the evidence for each.'),
  term('firewall', 'Firewall', 'A filter between networks that lets only agreed traffic through.'),
  term(
    'foothold',
    'Foothold',
    'The place where an attacker starts, such as a program with a hole or a stolen login.',
  ),
  term('forensics', 'Forensics', 'Keeping and reading traces after a break-in, to learn what happened.'),
  term(
    'gitops',
    'GitOps',
    'The wanted state of a cluster is kept in version control, and a tool makes the cluster follow it.',
    'Argo CD and Flux are the usual tools. They hold wide rights over every cluster that they deploy to.',
  ),
  term(
    'helm',
    'Helm',
    'A tool that installs ready-made packages, called charts, into a cluster. It stores the settings of each installation in a Secret.',
  ),
  term(
    'host-path',
    'hostPath',
    'A folder of the machine that is made visible inside a container. The wrong folder gives away the machine.',
  ),
  term('https', 'HTTPS', 'Web traffic that is encrypted on its way.'),
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
    'Machines, networks and clusters are described in files and built from them by a tool.',
  ),
  term(
    'ingress',
    'Ingress',
    'The front door of a cluster: it takes requests from outside and hands them to the right program.',
    'The program that does this is the ingress controller.',
  ),
  term('job', 'Job', 'A program that runs once to its end. A CronJob runs at set times.'),
  term(
    'kube-proxy',
    'kube-proxy',
    'The part on each node that leads traffic for a service to one of its pods.',
  ),
  term('kubeconfig', 'kubeconfig', 'A file with the addresses of clusters and the logins for them.'),
  term('kubelet', 'kubelet', 'The agent on each node that starts and stops its pods.'),
  term(
    'kubernetes',
    'Kubernetes',
    'A system that runs programs on many machines, restarts them when they fail and moves them when a machine is lost.',
  ),
  term(
    'label',
    'Label',
    'A name tag on an object. Rules choose objects by their labels, because addresses change all the time.',
  ),
  term(
    'least-privilege',
    'Least privilege',
    'Everyone and everything has just the rights that the task needs.',
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
    'An address that spreads requests over several copies of a program, often open to the internet.',
  ),
  term('log-shipping', 'Log shipping', 'Logs are copied to a store outside the cluster as they are written.'),
  term(
    'managed-control-plane',
    'Managed control plane',
    'The cloud provider runs the brain of the cluster as a service; the customer runs what is in it.',
  ),
  term(
    'mesh',
    'Service mesh',
    'A layer that carries the traffic between programs, and can encrypt and check it.',
  ),
  term(
    'metadata-service',
    'Metadata service',
    'A special address, 169.254.169.254, at which a cloud machine learns about itself and gets its credentials.',
  ),
  term(
    'mfa',
    'Second factor (MFA)',
    'A login asks for something besides the password, such as a code from a phone.',
  ),
  term('mtls', 'Mutual TLS (mTLS)', 'Encrypted traffic in which both sides prove who they are.'),
  term(
    'namespace',
    'Namespace',
    'A named part of a cluster, often one for each team or product. By itself it keeps names apart, not traffic and not machines.',
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
    'A rule that says which pods may talk to each other. Where none applies, all may.',
  ),
  term('node', 'Node', 'One machine of a cluster, real or virtual.'),
  term('node-port', 'NodePort', 'A port that is opened on every node and leads to a program.'),
  term('on-call', 'On call', 'A person is ready to react at any hour.'),
  term(
    'orchestrator',
    'Orchestrator',
    'A system that places programs on machines and keeps them running. Kubernetes is one, Nomad and Docker Swarm are others.',
  ),
  term('patch', 'Patch', 'An update that closes a hole.'),
  term(
    'path',
    'Attack path',
    'A chain of steps by which an attacker gets from a foothold to something valuable.',
  ),
  term('penetration-test', 'Penetration test', 'Hired experts try to break in and report how far they came.'),
  term('persistent-volume', 'Persistent volume', 'Storage that stays when the pod that uses it goes.'),
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
    'A container with nearly all rights of its machine. Whoever breaks into it owns the machine.',
  ),
  term('quota', 'Quota', 'The most that a whole namespace may use.'),
  term('ransomware', 'Ransomware', 'Attackers encrypt data and ask for money to give it back.'),
  term(
    'rbac',
    'RBAC',
    'Role-based access control: roles list what may be done, and bindings say who holds a role.',
  ),
  term('registry', 'Registry', 'The store that images are fetched from.'),
  term(
    'remote-code-execution',
    'Remote code execution',
    'An attacker makes a program run commands of theirs over the network.',
  ),
  term('replica', 'Replica', 'One of several equal copies of a program.'),
  term(
    'restore-test',
    'Recovery test',
    'Data is brought back from a backup for practice, and the time is taken.',
  ),
  term('root', 'root', 'The all-powerful user of a Linux system.'),
  term('rotation', 'Rotation', 'A password or key is replaced by a new one, and the old one stops working.'),
  term('rpo', 'Recovery point objective', 'How much data, measured in time, may be lost at most.'),
  term('rto', 'Recovery time objective', 'How long a product may stand still at most.'),
  term('runner', 'Build runner', 'The program that carries out the steps of the pipeline.'),
  term(
    'runtime-detection',
    'Runtime detection',
    'An agent watches what programs really do and raises an alert when it looks like an attack.',
  ),
  term(
    'runtime-socket',
    'Container runtime socket',
    'The switch by which containers are started on a machine. Whoever holds it can start one with all rights.',
  ),
  term('sandbox', 'Sandbox', 'A fenced place that code which is not trusted cannot leave.'),
  term(
    'scenario',
    'Scenario',
    'A concrete story of an attack within the next 12 months, rated by likelihood and impact.',
  ),
  term('secret', 'Secret', 'An object that holds a password, key or token. Drydock never reads its content.'),
  term(
    'secret-store',
    'Secret store',
    'A guarded system for passwords and keys, such as Vault. It records who reads what.',
  ),
  term('service', 'Service', 'A fixed name and address for a set of pods that come and go.'),
  term('service-account', 'Service account', 'The identity that a program uses towards the API server.'),
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
  term('ssh', 'SSH', 'A way to log in to a machine over the network and type commands there.'),
  term(
    'sso',
    'Company login (single sign-on)',
    'One login for all systems, so that one lock-out closes all of them.',
  ),
  term('staging', 'Staging', 'A copy of production for trying out changes.'),
  term('stateful', 'Stateful', 'Keeps data that would be missed. A StatefulSet is a workload made for that.'),
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
  term('tenant', 'Tenant', 'A party that shares a system with others and must be kept apart from them.'),
  term('tls', 'TLS', 'The encryption behind the padlock in a browser.'),
  term('token', 'Token', 'A string of characters that works as a login for whoever holds it.'),
  term(
    'transitional-services',
    'Transitional services',
    'What the seller keeps providing for a time after the sale.',
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
    'A call to another program when something happens. In admission, that program may refuse or alter the change.',
  ),
  term(
    'workload',
    'Workload',
    'A program that the cluster keeps running, with all its copies, or a job that it runs.',
  ),
  term(
    'workload-identity',
    'Workload identity',
    'A cloud identity that belongs to one program, with its own permissions.',
  ),
]);

const BY_ID: ReadonlyMap<string, GlossaryTerm> = new Map(GLOSSARY.map((entry) => [entry.id, entry]));
