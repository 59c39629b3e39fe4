package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// plane is a running control plane.
type plane struct {
	dir       string
	extra     []string
	etcd      string
	server    string
	port      string
	ca        *x509.CertPool
	mutex     sync.Mutex
	processes map[string]*exec.Cmd
}

// run starts everything and prints one line of JSON that says where it is. Then it obeys lines on `commands`, each
// answered by one line: `stop NAME` (kills at once), `start NAME` (waits until the API answers), `quit`. The end of
// the input is a `quit`, so that nothing outlives the test that started it.
func run(dir string, extra []string, commands io.Reader, answers io.Writer) error {
	// The kernel ends a component when the thread that started it ends, so this thread must stay.
	runtime.LockOSThread()
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	keys, err := makeKeys(dir)
	if err != nil {
		return err
	}
	ports, err := freePorts(3)
	if err != nil {
		return err
	}
	p := &plane{
		dir:       dir,
		extra:     extra,
		etcd:      "http://127.0.0.1:" + ports[0],
		server:    "https://127.0.0.1:" + ports[2],
		port:      ports[2],
		ca:        x509.NewCertPool(),
		processes: map[string]*exec.Cmd{},
	}
	p.ca.AddCert(keys.cluster.certificate)
	kubeconfigs, err := writeUsers(dir, keys, p.server)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "audit-policy.yaml"), []byte(auditPolicy), 0o600); err != nil {
		return err
	}
	defer p.stopAll()
	if err := p.start("etcd", p.etcdFlags("http://127.0.0.1:"+ports[1])); err != nil {
		return err
	}
	if err := p.startServer(); err != nil {
		return err
	}
	if err := p.start("kube-controller-manager", p.controllerFlags(kubeconfigs["system:kube-controller-manager"])); err != nil {
		return err
	}
	say := func(value any) error { return json.NewEncoder(answers).Encode(value) }
	if err := say(map[string]any{
		"server":      p.server,
		"etcd":        p.etcd,
		"ca":          filepath.Join(dir, "pki", "ca.crt"),
		"auditLog":    filepath.Join(dir, "audit.log"),
		"kubeconfigs": kubeconfigs,
	}); err != nil {
		return err
	}
	lines := bufio.NewScanner(commands)
	for lines.Scan() {
		verb, name, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		var err error
		switch {
		case verb == "quit":
			return nil
		case verb == "stop":
			p.stop(name)
		case verb == "start" && name == "kube-apiserver":
			err = p.startServer()
		default:
			err = fmt.Errorf("no such command: %s", lines.Text())
		}
		if err != nil {
			err = say(map[string]string{"error": err.Error()})
		} else {
			err = say(map[string]bool{"done": true})
		}
		if err != nil {
			return err
		}
	}
	return lines.Err()
}

func (p *plane) etcdFlags(peer string) []string {
	return []string{
		"--name=test",
		"--data-dir=" + filepath.Join(p.dir, "etcd"),
		"--listen-client-urls=" + p.etcd,
		"--advertise-client-urls=" + p.etcd,
		"--listen-peer-urls=" + peer,
		"--initial-advertise-peer-urls=" + peer,
		"--initial-cluster=test=" + peer,
		"--quota-backend-bytes=8589934592",
		// Nothing here must survive a power cut.
		"--unsafe-no-fsync",
		"--log-level=error",
	}
}

func (p *plane) serverFlags() []string {
	pki := func(name string) string { return filepath.Join(p.dir, "pki", name) }
	return []string{
		"--etcd-servers=" + p.etcd,
		"--bind-address=127.0.0.1",
		"--secure-port=" + p.port,
		"--endpoint-reconciler-type=none",
		"--service-cluster-ip-range=10.96.0.0/16",
		"--allow-privileged=true",
		"--authorization-mode=RBAC",
		"--client-ca-file=" + pki("ca.crt"),
		"--tls-cert-file=" + pki("apiserver.crt"),
		"--tls-private-key-file=" + pki("apiserver.key"),
		"--token-auth-file=" + filepath.Join(p.dir, "tokens.csv"),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + pki("accounts.key"),
		"--service-account-signing-key-file=" + pki("accounts.key"),
		"--requestheader-client-ca-file=" + pki("front-proxy-ca.crt"),
		"--requestheader-allowed-names=front-proxy-client",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-username-headers=X-Remote-User",
		"--proxy-client-cert-file=" + pki("front-proxy-client.crt"),
		"--proxy-client-key-file=" + pki("front-proxy-client.key"),
		"--enable-admission-plugins=PodSecurity,ValidatingAdmissionPolicy",
		"--audit-policy-file=" + filepath.Join(p.dir, "audit-policy.yaml"),
		"--audit-log-path=" + filepath.Join(p.dir, "audit.log"),
		"--audit-log-mode=blocking",
		// One file, whole: the tests read all of it.
		"--audit-log-maxsize=4096",
		"--profiling=false",
	}
}

func (p *plane) controllerFlags(kubeconfig string) []string {
	pki := func(name string) string { return filepath.Join(p.dir, "pki", name) }
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1",
		"--secure-port=0",
		"--leader-elect=false",
		"--use-service-account-credentials=true",
		"--service-account-private-key-file=" + pki("accounts.key"),
		"--root-ca-file=" + pki("ca.crt"),
		// No controller that would tidy up pods of nodes that do not exist.
		"--controllers=clusterrole-aggregation-controller,namespace-controller,root-ca-certificate-publisher-controller,serviceaccount-controller,serviceaccount-token-controller",
	}
}

func (p *plane) startServer() error {
	if err := p.start("kube-apiserver", append(p.serverFlags(), p.extra...)); err != nil {
		return err
	}
	client := &http.Client{
		Timeout:   5 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: p.ca}, DisableKeepAlives: true},
	}
	var last error
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		response, err := client.Get(p.server + "/readyz")
		if err != nil {
			last = err
			continue
		}
		body, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return nil
		}
		last = fmt.Errorf("readyz answered %d: %s", response.StatusCode, body)
	}
	return fmt.Errorf("kube-apiserver is not ready: %w; see %s", last, filepath.Join(p.dir, "kube-apiserver.log"))
}

// start runs a component as this same program; what it prints goes to DIR/NAME.log.
func (p *plane) start(name string, flags []string) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.processes[name] != nil {
		return errors.New(name + " runs already")
	}
	log, err := os.OpenFile(filepath.Join(p.dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	command := exec.Command(self, append([]string{name}, flags...)...)
	command.Stdout, command.Stderr = log, log
	// The component ends with the supervisor, however that ends.
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return err
	}
	p.processes[name] = command
	return nil
}

func (p *plane) stop(name string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	command := p.processes[name]
	if command == nil {
		return
	}
	delete(p.processes, name)
	_ = command.Process.Kill()
	_ = command.Wait()
}

func (p *plane) stopAll() {
	for _, name := range []string{"kube-controller-manager", "kube-apiserver", "etcd"} {
		p.stop(name)
	}
}

func freePorts(count int) ([]string, error) {
	ports := make([]string, 0, count)
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		ports = append(ports, port)
	}
	return ports, nil
}

// Who asked for what, without bodies: all that a reader of the log of a real cluster has.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    users: ["system:apiserver", "system:kube-controller-manager"]
  - level: Metadata
`
