// A sign-in program such as a kubeconfig names: prints an ExecCredential with the sample collector's token.
const { apiVersion = 'client.authentication.k8s.io/v1' } = JSON.parse(process.env.KUBERNETES_EXEC_INFO ?? '{}');
const status = { token: 'sample-collector-token' };
process.stdout.write(JSON.stringify({ apiVersion, kind: 'ExecCredential', status }));
