package main

import (
	"crypto/rand"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// user can sign in. Those with a certificate are made by the authority, the others stand in the token file.
type user struct {
	name        string
	groups      []string
	certificate bool
}

// What they may do is seeded as RBAC; here they only exist.
var users = []user{
	{"admin", []string{"system:masters"}, true},
	{"system:kube-controller-manager", nil, true},
	{"auditor", []string{"auditors"}, true},
	{"collector", []string{"collectors"}, false},
	{"collector-renewed", []string{"collectors"}, false},
	{"reader", nil, false},
	{"viewer", nil, false},
	{"tenant", nil, false},
	{"nobody", nil, false},
}

// writeUsers makes the token file and a kubeconfig for each user; it returns their paths by name.
func writeUsers(dir string, keys *keys, server string) (map[string]string, error) {
	folder := filepath.Join(dir, "kubeconfigs")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	paths := map[string]string{}
	var tokens strings.Builder
	for _, one := range users {
		credentials := map[string]string{}
		if one.certificate {
			certificate, key, err := keys.cluster.issue(pkix.Name{CommonName: one.name, Organization: one.groups}, nil, nil)
			if err != nil {
				return nil, err
			}
			credentials["client-certificate-data"] = base64.StdEncoding.EncodeToString(certificate)
			credentials["client-key-data"] = base64.StdEncoding.EncodeToString(key)
		} else {
			token := make([]byte, 24)
			if _, err := rand.Read(token); err != nil {
				return nil, err
			}
			credentials["token"] = hex.EncodeToString(token)
			fmt.Fprintf(&tokens, "%s,%s,%s,%q\n", credentials["token"], one.name, one.name, strings.Join(one.groups, ","))
		}
		path := filepath.Join(folder, strings.ReplaceAll(one.name, ":", "-")+".yaml")
		if err := os.WriteFile(path, kubeconfig(one.name, server, keys.cluster.pem, credentials), 0o600); err != nil {
			return nil, err
		}
		paths[one.name] = path
	}
	return paths, os.WriteFile(filepath.Join(dir, "tokens.csv"), []byte(tokens.String()), 0o600)
}

// kubeconfig is JSON, which is YAML too.
func kubeconfig(name, server string, ca []byte, credentials map[string]string) []byte {
	type named map[string]any
	content, err := json.MarshalIndent(named{
		"apiVersion":      "v1",
		"kind":            "Config",
		"current-context": name,
		"contexts":        []named{{"name": name, "context": named{"cluster": "real", "user": name}}},
		"clusters": []named{{"name": "real", "cluster": named{
			"server":                     server,
			"certificate-authority-data": base64.StdEncoding.EncodeToString(ca),
		}}},
		"users": []named{{"name": name, "user": credentials}},
	}, "", "  ")
	if err != nil {
		panic(err)
	}
	return content
}
