package eventsource

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEventsAreReadOnlyAndEnumerable(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(`'use strict';
		const s = new EventSource('%s');
		s.onopen = (e) => say(Object.keys(e).join());
		s.addEventListener('MSG', function (e) {
			try { e.data = 'other' } catch (error) { say(error instanceof TypeError) }
			try { delete e.data } catch (error) { say(error instanceof TypeError) }
			const { type, data, ...rest } = e;
			say(type, data, Object.keys(rest).join(), 'data' in e, e.unknown, e.toString());
			say(e.target === s, this === s);
			s.close();
		});
	`, serve(t, holding("id:7\nevent:MSG\ndata:a\n\n"))))
	assert.Equal(t, []string{
		"type,target,receivedAt,status", "true", "true",
		"MSG a target,lastEventId,receivedAt true <nil> [object Object]", "true true",
	}, b.said)
}

func TestErrorEventsNameEverything(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(`
		const s = new EventSource('http://127.0.0.1:1/', { reconnect: false });
		s.onerror = (e) => say(Object.keys(e).join(), e.type, e.data, e.receivedAt <= now(), e.body === '');
	`))
	assert.Equal(t, []string{"type,target,code,status,message,body,fatal,receivedAt error <nil> true true"}, b.said)
}

func TestAnEventSourceCanBeExtendedAndCarryProperties(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(`
		class Tab extends EventSource { get label() { return 'tab ' + this.number } }
		const s = new Tab('%s');
		s.number = 3;
		say(s instanceof Tab, s instanceof EventSource, s.label, Object.keys(s).join(), 'number' in s, 'close' in s);
		delete s.number;
		say(s.number, s.url === '%[1]s');
		s.close();
	`, serve(t, holding())))
	assert.Equal(t, []string{"true true tab 3 number true true", "<nil> true"}, b.said)
}

func TestHandlerPropertiesAreReadBackAndCleared(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(`
		const s = new EventSource('%s');
		const handler = () => s.close();
		s.onmessage = handler;
		say(s.onmessage === handler, s.onopen);
		s.onmessage = 5;
		say(s.onmessage);
		s.onmessage = handler;
	`, serve(t, holding("data:a\n\n"))))
	assert.Equal(t, []string{"true <nil>", "<nil>"}, b.said)
}

const allOptions = "firstByteTimeoutMs, headers, idleTimeoutMs, lastEventId, maxEventBytes, protocol, reconnect, tags"

func TestWhatAGetterOfTheOptionsThrowsReachesTheScript(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(`
		for (const options of [{ get headers() { throw new Error('mine') } }, { headers: { get a() { throw new Error('mine') } } }, new Proxy({}, {}), []]) {
			try { new EventSource('http://127.0.0.1:1/', options) } catch (e) { say(e.code, e.message) }
		}
		new EventSource('http://127.0.0.1:1/', { reconnect: false, get maxEventBytes() { delete this.tags; return 5 }, tags: {} });
		for (const headers of [{ a: Symbol('x') }, { Connection: 'close' }]) {
			try { new EventSource('http://127.0.0.1:1/', { headers }) } catch (e) { say(e.message) }
		}
		try { EventSource.prototype.close() } catch (e) { say(e instanceof TypeError) }
	`))
	assert.Equal(t, []string{
		"<nil> mine", "<nil> mine", "bad-option EventSource: the options must be an object",
		"bad-option EventSource: the options must be an object",
		`EventSource: option "headers": "a" must be a string; allowed options are ` + allOptions,
		`EventSource: option "headers": "Connection" belongs to the connection, which is not the script's; allowed options are ` + allOptions,
		"true",
	}, b.said)
}

func TestCloseSilencesEveryListener(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(`
		const s = new EventSource('http://127.0.0.1:1/');
		s.addEventListener('error', (e) => { say(e.code, e.fatal); s.close(); });
		s.addEventListener('error', () => say('never'));
	`))
	assert.Equal(t, []string{"refused false"}, b.said)
}

func TestAListenerRemovedByAnotherIsNotRun(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(`
		const s = new EventSource('%s');
		const never = () => say('never');
		s.addEventListener('message', () => { s.removeEventListener('message', never); s.onmessage = null; });
		s.onmessage = never;
		s.addEventListener('message', never);
		s.addEventListener('message', () => { say('last'); s.close(); });
	`, serve(t, holding("data:a\n\n"))))
	assert.Equal(t, []string{"last"}, b.said)
}

func TestAStreamNeedsAnIteration(t *testing.T) {
	b := newBench(t)
	b.runtime.VU.StateField.VUID = 0
	require.NoError(t, b.run(`try { new EventSource('http://127.0.0.1:1/') } catch (e) { say(e.code, e instanceof TypeError) }`))
	assert.Equal(t, []string{"no-iteration true"}, b.said)
}
