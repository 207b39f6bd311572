import { expect, it } from 'vitest';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import { resultOf, runFolders, startCommand } from './started-command.ts';

const SLOW = ['--latency', 'generateAccessTokenForUnauthenticatedUser=900ms'];

it('npm start checks the contract on a clean stand-in, then fails by the load that is slow', async () => {
  await using command = startCommand(['start', '--profile', 'smoke', ...SLOW]);
  expect(await command.exit, command.said.stderr).toBe(1);
  const [contract, load] = runFolders(command);
  expect(contract).toContain('contract');
  expect(load).toContain('nightly_smoke');
  const { verdict, objectives } = resultOf(command);
  expect(verdict).toBe('fail');
  const missed = objectives.find(({ met }) => !met);
  expect(missed?.tags).toMatchObject({ operation: SLOW[1]?.split('=')[0] });
  expect(command.said.stdout).toContain(`${missed?.displayName} (${missed?.tags['operation']})`);
  expect(command.said.stdout).toContain('report.html');
});

it('a contract that holds ends in 0', async () => {
  await using command = startCommand(['contract', 'check']);
  expect(await command.exit, command.said.stderr).toBe(0);
  expect(resultOf(command).verdict).toBe('pass');
});

it('a broken contract ends in 1, with its rule and a result that says fail', async () => {
  await using command = startCommand(['contract', 'check', '--fault', 'repeated=1']);
  expect(await command.exit, command.said.stderr).toBe(1);
  expect(resultOf(command).verdict).toBe('fail');
  expect(command.said.stdout).toContain('event-repeated');
});

it('a target that is not there ends in 1, and is not taken for a sound one', async () => {
  await using command = startCommand(['contract', 'check', '--target', 'http://127.0.0.1:9']);
  expect(await command.exit, command.said.stderr).toBe(1);
  expect(command.said.stdout).toContain('no operation succeeded');
});

it('a server that lives on holds the contract as often as it is checked', async () => {
  await using standIn = await startStandIn({ pingIntervalMs: 100 });
  for (const time of ['first', 'second']) {
    await using command = startCommand(['contract', 'check', '--target', standIn.baseUrl, '--gate', 'U']);
    expect(await command.exit, `${time}: ${command.said.stdout}`).toBe(0);
  }
});
