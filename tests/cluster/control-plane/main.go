// Command control-plane is a whole Kubernetes control plane in one program, for tests: etcd, kube-apiserver and
// kube-controller-manager as upstream releases them, and a supervisor that makes their keys, starts them and restarts
// them on request. Each component runs in a process of its own, so that one can be killed without the others.
//
//	control-plane run DIR [FLAG…]     makes keys in DIR, starts everything, the API server with the flags as well,
//	                                  and obeys lines on its standard input
//	control-plane etcd FLAGS…         the component itself
//	control-plane kube-apiserver FLAGS…
//	control-plane kube-controller-manager FLAGS…
package main

import (
	"fmt"
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("usage: control-plane run DIR"))
	}
	name, rest := os.Args[1], os.Args[2:]
	switch name {
	case "etcd":
		etcdmain.Main(append([]string{"etcd"}, rest...))
	case "kube-apiserver":
		command := apiserver.NewAPIServerCommand()
		command.SetArgs(rest)
		os.Exit(cli.Run(command))
	case "kube-controller-manager":
		command := controllers.NewControllerManagerCommand()
		command.SetArgs(rest)
		os.Exit(cli.Run(command))
	case "run":
		if len(rest) == 0 {
			fail(fmt.Errorf("usage: control-plane run DIR [FLAG…]"))
		}
		if err := run(rest[0], rest[1:], os.Stdin, os.Stdout); err != nil {
			fail(err)
		}
	default:
		fail(fmt.Errorf("control-plane knows no %q", name))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "control-plane:", err)
	os.Exit(1)
}
