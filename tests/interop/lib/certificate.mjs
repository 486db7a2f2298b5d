// A certificate for wss on this machine, made anew for each run; browsers are told to take it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { executable } from '../../e2e/lib/process.mjs';

/** Writes both files into `folder` and returns their paths. */
export function makeCertificate(folder) {
  const certificate = join(folder, 'certificate.pem');
  const privateKey = join(folder, 'key.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', privateKey];
  try {
    execFileSync(executable('VOIP_OPENSSL', 'openssl'), ['req', '-x509', ...key, ...subject, '-out', certificate], { stdio: 'pipe' });
  } catch (error) {
    throw new Error(`openssl made no certificate: ${error.stderr ?? error.message}`);
  }
  return { certificate, privateKey };
}
