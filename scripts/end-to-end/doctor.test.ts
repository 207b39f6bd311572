import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../mocks/server/certificate.ts';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import { resultOf, runFolders, startCommand, until } from './started-command.ts';

describe('npm run doctor', () => {
  it.concurrent('starts a stand-in of its own, says so, finds nothing and ends in 0', async () => {
    await using command = startCommand(['doctor']);
    expect(await command.exit).toBe(0);
    expect(command.said.stdout).toMatch(/^NOTHING FOUND {2}target stand-in\n/);
    expect(command.said.stderr).toContain('a stand-in of our own');
    expect(resultOf(command)).toMatchObject({ verdict: 'pass', reasons: [], partial: false });
  });

  it.concurrent('ends in 1 with a written result that says fail, and JSON on stdout', async () => {
    await using command = startCommand(['doctor', '--json', '--fault', 'verification-on']);
    expect(await command.exit).toBe(1);
    const said = JSON.parse(command.said.stdout) as { readonly findings: readonly { readonly id: string }[] };
    expect(said.findings[0]?.id).toBe('verification-on');
    const { verdict, reasons } = resultOf(command);
    expect([verdict, reasons[0]?.code]).toEqual(['fail', 'verification-on']);
    const [folder = ''] = runFolders(command);
    expect(folder).toMatch(/_doctor_look_stand-in$/);
    expect(JSON.parse(readFileSync(join(folder, 'doctor.json'), 'utf8'))).toEqual(said);
  });

  it.concurrent('judges an org id of a target file that load would refuse', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-doctor-'));
    const path = join(folder.path, 'target.yaml');
    writeFileSync(
      path,
      'purpose: a test\nbaseUrl: http://127.0.0.1:9\norgId: "00DgL"\nesDeveloperName: My Agent\ncapabilitiesVersion: "1"\nplatform: Web\ncontext: { appName: a, clientVersion: "1" }\ntimeouts: { operationMs: 1000, awaitedEventMs: 1000 }\n',
    );
    await using command = startCommand(['doctor', '--target', path]);
    expect(await command.exit).toBe(1);
    expect(resultOf(command).reasons.map(({ code }) => code)).toEqual([
      'org-id-malformed',
      'developer-name-malformed',
    ]);
  });

  it.concurrent('finds nothing over TLS with NODE_EXTRA_CA_CERTS, and names the chain without', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-doctor-'));
    const tls = await makeCertificate({ now: Date.now(), hosts: [] });
    const path = join(folder.path, 'ca.pem');
    writeFileSync(path, tls.certificate);
    await using server = await startStandIn({ tls, pingIntervalMs: 500 });
    await using trusting = startCommand(['doctor', '--target', server.baseUrl], {
      env: { NODE_EXTRA_CA_CERTS: path },
    });
    expect(await trusting.exit).toBe(0);
    await using other = startCommand(['doctor', '--target', server.baseUrl]);
    expect(await other.exit).toBe(1);
    expect(other.said.stdout).toContain('[tls-untrusted]');
    expect(other.said.stdout).toContain('1. CN=scrt-bench stand-in');
  });

  it.concurrent('keeps what a watch saw when it is interrupted, and ends in 130', async () => {
    await using command = startCommand(['doctor', '--watch', '90m', '--fault', 'cut-after,time=300ms']);
    await until(() => command.said.stderr.includes('stream 2:'));
    command.signal('SIGINT');
    expect(await command.exit).toBe(130);
    expect(resultOf(command)).toMatchObject({ partial: true, verdict: 'invalid' });
    expect(command.said.stdout).toContain('[stream-cut]');
  });

  it.concurrent('looks at the token of SCRT_TOKEN, and never shows it', async () => {
    const token = 'abcdefghijklmnopqrstuvwxyz0123456789';
    await using command = startCommand(['doctor'], { env: { SCRT_TOKEN: token } });
    expect(await command.exit).toBe(1);
    expect(resultOf(command).reasons[0]?.code).toBe('token-refused');
    const written = readFileSync(join(runFolders(command)[0] ?? '', 'doctor.json'), 'utf8');
    expect(command.said.stdout + command.said.stderr + written).not.toContain(token);
  });

  it.concurrent.each([
    [['--watch', 'long'], {}, '--watch is "long"'],
    [['--watch', '0s'], {}, '90m'],
    [['--watch', '99999m'], {}, '1440m'],
    [['--origin', 'shop.example.com/path'], {}, '--origin takes'],
    [['--target', 'http://127.0.0.1:1', '--fault', 'lost'], {}, 'Leave one of them out'],
    [['--target', 'https://example.com'], {}, 'target file'],
    [['--fault', 'unpublishd'], {}, 'unpublished'],
    [[], { SCRT_TOKEN: 'two words' }, 'SCRT_TOKEN (9 characters)'],
  ])('%j with %j ends in 2, says what is meant, and leaves no run', async (words, env, hint) => {
    await using command = startCommand(['doctor', ...words], { env });
    expect(await command.exit).toBe(2);
    expect(command.said.stderr).toContain(hint);
    expect(runFolders(command)).toEqual([]);
  });
});
