import { expect, test } from 'vitest';
import { StandInError } from '../errors.ts';
import { formatCapacity, parseCapacity } from './parse.ts';

function refusalOf(text: string): string {
  try {
    parseCapacity(text);
  } catch (error) {
    if (error instanceof StandInError && error.code === 'usage') return error.message;
    throw error;
  }
  throw new Error(`'${text}' was accepted`);
}

test('reads servers and service, and leaves out what was not asked for', () => {
  expect(parseCapacity('servers=4,service=exp:20ms')).toEqual({
    servers: 4,
    service: { kind: 'exp', meanMs: 20 },
  });
});

test('reads an operation and a waiting room, in any order', () => {
  expect(parseCapacity('queue=0,operation=sendMessage,service=lognormal:50ms/400ms,servers=1')).toEqual({
    servers: 1,
    service: { kind: 'lognormal', p50Ms: 50, p99Ms: 400 },
    operation: 'sendMessage',
    queue: 0,
  });
});

test.each([
  'servers=1,service=900ms',
  'servers=10000,service=uniform:0ms..50ms',
  'servers=4,service=exp:20ms,operation=createConversation',
  'servers=4,service=lognormal:50ms/400ms,queue=0',
  'servers=4,service=slow:0.03:700ms,operation=streamEvents,queue=1000000',
])('writes %s as it is read', (text) => {
  expect(formatCapacity(parseCapacity(text))).toBe(text);
});

test.each([
  ['', "it has no key ''; known: servers, service, operation, queue"],
  ['servers=4', 'service is missing; the form is servers=N,service=DISTRIBUTION'],
  ['service=20ms', 'servers is missing; the form is'],
  ['server=4,service=20ms', "it has no key 'server'; did you mean 'servers'?"],
  ['servers=4,service=20ms,que=3', "it has no key 'que'; did you mean 'queue'?"],
  ['servers=4,service=20ms,', "it has no key ''; known:"],
  ['servers=4, service=20ms', "it has no key ' service'; did you mean 'service'?"],
  ['servers,service=20ms', "'servers' has no value; write servers=…"],
  ['servers=4,servers=5,service=20ms', 'servers is there twice; keep one'],
])('refuses %j and shows it with the way out', (text, why) => {
  expect(refusalOf(text)).toContain(`the capacity '${text}' cannot be read: ${why}`);
});

test.each(['', '0', '-1', '1.5', '1e3', 'four', '4=5', '10001', '9'.repeat(400)])(
  'refuses %j servers and names the range',
  (value) => {
    expect(refusalOf(`servers=${value},service=20ms`)).toContain(
      `servers of a capacity takes a whole number from 1 to 10000, not '${value}'`,
    );
  },
);

test.each(['', '-1', '1000001', 'none', 'Infinity'])('refuses a waiting room of %j', (value) => {
  expect(refusalOf(`servers=4,service=20ms,queue=${value}`)).toContain(
    `queue of a capacity takes a whole number from 0 to 1000000 (leave it out for no bound), not '${value}'`,
  );
});

test.each(['0ms', '0.9us', '61m', `${'9'.repeat(400)}ms`, 'uniform:0s..0s', 'exp:0s', 'slow:0.5:2e3'])(
  'refuses a service of %s',
  (value) => {
    expect(refusalOf(`servers=4,service=${value}`)).toContain(value);
  },
);

test('shows the forms of a service that cannot be read', () => {
  expect(refusalOf('servers=4,service=')).toContain('lognormal:50ms/400ms');
});

test('names the operation that is nearest to an unknown one', () => {
  expect(refusalOf('servers=4,service=20ms,operation=sendMesage')).toBe(
    "unknown operation 'sendMesage'; did you mean 'sendMessage'?",
  );
});
