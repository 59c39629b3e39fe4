/** References that the controls of this family share. */
export const PSS = {
  title: 'Pod Security Standards',
  url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
};
export const CONTEXT = {
  title: 'Configure a security context',
  url: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
};
