import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/catalogue/scenarios.ts';
import * as validators from '../../schemas/generated/validators.js';
import { bundleEntry, bundleScenario } from './bundle.ts';

const VALIDATORS = Object.keys(validators);

describe('bundleScenario', () => {
  it.each(SCENARIOS)('makes one module of $name that imports nothing but k6', async ({ name, phases }) => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'bundle-'));
    const path = join(folder.path, 'made.js');
    const { bytes } = await bundleScenario(name, path);
    const text = readFileSync(path, 'utf8');
    expect(bytes).toBeGreaterThan(1000);
    for (const [, from] of text.matchAll(/^import .* from "(.*)";$/gm)) expect(from).toMatch(/^k6(\/|$)/);
    expect(text).not.toMatch(/\brequire\(/);
    for (const exported of [...phases, 'options'])
      expect(text).toMatch(new RegExp(`^ {2}${exported}\\b`, 'm'));
  });

  it('carries only the validators that a scenario uses', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'bundle-'));
    const carriedBy = async (name: string) => {
      const path = join(folder.path, `${name}.js`);
      const { validatorBytes } = await bundleScenario(name, path);
      const text = readFileSync(path, 'utf8');
      const carried = VALIDATORS.filter((validator) => text.includes(`function ${validator}(data, pointer)`));
      return { validatorBytes, carried };
    };
    const tokens = await carriedBy('guest-token');
    const config = ['ChoiceList', 'EmbeddedServiceConfig', 'PrechatField', 'PrechatForm'];
    expect(tokens.carried.sort()).toEqual([...config, 'ErrorBody', 'TokenContext', 'TokenResponse'].sort());
    const conversations = await carriedBy('conversation');
    expect(conversations.carried).toEqual(expect.arrayContaining(['EventEnvelope', 'MessagePayload']));
    expect(conversations.carried).not.toContain('EntryList');
    expect(conversations.carried).not.toContain('ConversationList');
    expect(tokens.validatorBytes).toBeGreaterThan(1000);
    expect(conversations.validatorBytes).toBeGreaterThan(tokens.validatorBytes);
  });

  it('says where code cannot be bundled', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'bundle-'));
    const entry = join(folder.path, 'broken.ts');
    writeFileSync(entry, 'const sound = 1;\nconst = 2;\n');
    await expect(bundleEntry(entry, join(folder.path, 'made.js'))).rejects.toThrow(
      expect.objectContaining({ code: 'harness', message: expect.stringMatching(/broken\.ts:2: /) }),
    );
  });
});
