import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describedEvents, describedOperations, readDocument } from '../../schemas/generate/document.ts';
import { hasProgram } from '../../mocks/outside/program.ts';
import { openPage } from '../../mocks/outside/browser.fixture.ts';
import { writeApiPage } from './api-page.ts';

/** Unfolds what is folded, and tells which names are not to be seen yet. */
const UNSEEN = (names: readonly string[]) => `(() => {
  const page = document.querySelector('#redoc');
  for (const button of page.querySelectorAll('button'))
    if (/^Show \\d+ more/.test(button.innerText.trim())) button.click();
  return JSON.stringify(${JSON.stringify(names)}.filter((name) => !page.innerText.includes(name)));
})()`;
/** What is not within the window is not drawn. */
const WHOLE = { width: 1_400, height: 60_000, deviceScaleFactor: 1, mobile: false };

describe.skipIf(!hasProgram('chromium', ['--version']))('the API page in a real Chromium', () => {
  it('draws every operation and every event, and asks nobody for anything', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-api-'));
    const path = join(folder.path, 'api.html');
    writeApiPage(path);
    const url = pathToFileURL(path).href;
    await using page = await openPage();
    await page.send('Emulation.setDeviceMetricsOverride', WHOLE);
    await page.send('Page.navigate', { url });
    const document = readDocument();
    const named = [
      ...describedOperations(document).map(({ path: each }) => each),
      ...Object.keys(describedEvents(document)),
    ];
    await expect.poll(() => page.evaluate(UNSEEN(named)), { timeout: 20_000 }).toBe('[]');
    expect(page.requests.filter((each) => each !== url && !/^(data|blob):/.test(each))).toEqual([]);
  });
});
