package main

import (
	"fmt"
	"os"

	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage")
		os.Exit(2)
	}
	name, rest := os.Args[1], os.Args[2:]
	switch name {
	case "etcd":
		etcdmain.Main(append([]string{"etcd"}, rest...))
	case "kube-apiserver":
		c := apiserver.NewAPIServerCommand()
		c.SetArgs(rest)
		os.Exit(cli.Run(c))
	case "kube-controller-manager":
		c := controllers.NewControllerManagerCommand()
		c.SetArgs(rest)
		os.Exit(cli.Run(c))
	}
}
