/** A certificate authority of its own, made in memory each time the sample API server starts. */
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export interface SampleAuthority {
  readonly certificatePem: string;
  /** A serving certificate for DNS names and IPv4 addresses. */
  issueServer(names: readonly string[]): Promise<IssuedCertificate>;
  /** A client certificate; the user is its common name, the groups its organisations. */
  issueClient(user: string, groups: readonly string[]): Promise<IssuedCertificate>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

/** Long enough for every real clock, because TLS checks it, and the same at every start, because reports name the end. */
const NOT_BEFORE = new Date('2024-02-12T08:14:00Z');
const NOT_AFTER = new Date('2044-02-12T08:14:00Z');

/** Makes the authority. */
export async function createAuthority(commonName: string): Promise<SampleAuthority> {
  pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: globalThis.crypto }));
  const caKeys = await generateKeys();
  const caName = distinguishedName(commonName, []);
  const ca = await sign({
    subject: caName,
    issuer: caName,
    serial: 1,
    keys: caKeys,
    signWith: caKeys.privateKey,
    extensions: [basicConstraints(true), keyUsage(0b0000_0110)],
  });
  let serial = 1;
  const issue = async (
    subject: pkijs.RelativeDistinguishedNames,
    usage: string,
    more: pkijs.Extension[],
  ): Promise<IssuedCertificate> => {
    serial += 1;
    const keys = await generateKeys();
    const certificate = await sign({
      subject,
      issuer: caName,
      serial,
      keys,
      signWith: caKeys.privateKey,
      extensions: [basicConstraints(false), keyUsage(0b1000_0000), extendedKeyUsage(usage), ...more],
    });
    const pkcs8 = await globalThis.crypto.subtle.exportKey('pkcs8', keys.privateKey);
    return { certificatePem: certificate, privateKeyPem: pem('PRIVATE KEY', pkcs8) };
  };
  return {
    certificatePem: ca,
    issueServer: (names) =>
      issue(distinguishedName('kube-apiserver', []), SERVER_AUTHENTICATION, [subjectAltNames(names)]),
    issueClient: (user, groups) => issue(distinguishedName(user, groups), CLIENT_AUTHENTICATION, []),
  };
}

interface SignOptions {
  readonly subject: pkijs.RelativeDistinguishedNames;
  readonly issuer: pkijs.RelativeDistinguishedNames;
  readonly serial: number;
  readonly keys: CryptoKeyPair;
  readonly signWith: CryptoKey;
  readonly extensions: pkijs.Extension[];
}

async function sign(options: SignOptions): Promise<string> {
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: options.serial });
  certificate.subject = options.subject;
  certificate.issuer = options.issuer;
  certificate.notBefore.value = NOT_BEFORE;
  certificate.notAfter.value = NOT_AFTER;
  certificate.extensions = options.extensions;
  await certificate.subjectPublicKeyInfo.importKey(options.keys.publicKey);
  await certificate.sign(options.signWith, 'SHA-256');
  return pem('CERTIFICATE', certificate.toSchema(true).toBER(false));
}

function generateKeys(): Promise<CryptoKeyPair> {
  return globalThis.crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function distinguishedName(
  commonName: string,
  organisations: readonly string[],
): pkijs.RelativeDistinguishedNames {
  const value = (text: string) => new asn1js.Utf8String({ value: text });
  return new pkijs.RelativeDistinguishedNames({
    typesAndValues: [
      ...organisations.map((o) => new pkijs.AttributeTypeAndValue({ type: '2.5.4.10', value: value(o) })),
      new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: value(commonName) }),
    ],
  });
}

function extension(extnID: string, critical: boolean, schema: asn1js.BaseBlock): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: schema.toBER(false) });
}

function basicConstraints(cA: boolean): pkijs.Extension {
  return extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA }).toSchema());
}

function keyUsage(bits: number): pkijs.Extension {
  return extension('2.5.29.15', true, new asn1js.BitString({ valueHex: Uint8Array.of(bits).buffer }));
}

function extendedKeyUsage(purpose: string): pkijs.Extension {
  return extension('2.5.29.37', false, new pkijs.ExtKeyUsage({ keyPurposes: [purpose] }).toSchema());
}

function subjectAltNames(names: readonly string[]): pkijs.Extension {
  const DNS_NAME = 2;
  const IP_ADDRESS = 7;
  const altNames = names.map((name) =>
    /^\d+(\.\d+){3}$/.test(name)
      ? new pkijs.GeneralName({
          type: IP_ADDRESS,
          value: new asn1js.OctetString({ valueHex: Uint8Array.from(name.split('.').map(Number)).buffer }),
        })
      : new pkijs.GeneralName({ type: DNS_NAME, value: name }),
  );
  return extension('2.5.29.17', false, new pkijs.GeneralNames({ names: altNames }).toSchema());
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
