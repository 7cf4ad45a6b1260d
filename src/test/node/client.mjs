// Uses the official openai client as its users do. Arguments: MODE URL FILE [TEXT], where URL is the service's own address,
// FILE an audio file and TEXT what is said in it. Prints nothing and exits with 0 where all is well.
//   transcribe  every format and the stream
//   translate   the translation route (needs a multilingual model)
//   errors      failures as the client's typed errors
//   queue-full  the same for a service whose queue is full
import assert from 'node:assert/strict';
import fs from 'node:fs';
import OpenAI from 'openai';

const [mode, url, file, expected] = process.argv.slice(2);
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
const request = (fields = {}) => ({ file: fs.createReadStream(file), model: 'whisper-1', ...fields });
const transcribe = (fields) => client.audio.transcriptions.create(request(fields));
const words = (text) => text.replace(/<[^>]*>/g, '').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
  .replace(/\s+/g, ' ').trim();

/** The words of subtitles, without numbers, times and header. */
const spoken = (subtitles) => words(subtitles.split('\n')
  .filter((line) => line !== 'WEBVTT' && !/^\d+$/.test(line) && !line.includes(' --> ')).join(' '));

const same = (actual) => assert.equal(words(actual), words(expected));

const modes = {
  async transcribe() {
    const json = await transcribe();
    same(json.text);
    assert.equal(json.usage.type, 'duration');
    assert.ok(json.usage.seconds > 0);

    const verbose = await transcribe({ response_format: 'verbose_json', language: 'en', temperature: 0, prompt: 'Numbers.',
      timestamp_granularities: ['word', 'segment'] });
    same(verbose.text);
    assert.equal(verbose.task, 'transcribe');
    assert.equal(verbose.language, 'english');
    assert.ok(verbose.duration > 0);
    same(verbose.segments.map((segment) => segment.text).join(''));
    verbose.segments.forEach((segment, i) => {
      assert.equal(segment.id, i);
      assert.ok(segment.start <= segment.end);
    });

    same(await transcribe({ response_format: 'text' }));
    const srt = await transcribe({ response_format: 'srt' });
    assert.match(srt, /^1\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n/);
    same(spoken(srt));
    const vtt = await transcribe({ response_format: 'vtt' });
    assert.match(vtt, /^WEBVTT\n\n\d\d:\d\d:\d\d\.\d{3} --> /);
    same(spoken(vtt));

    const stream = await transcribe({ stream: true });
    let deltas = '';
    let done;
    for await (const event of stream) {
      if (event.type === 'transcript.text.delta') {
        assert.equal(done, undefined);
        deltas += event.delta;
      } else {
        assert.equal(event.type, 'transcript.text.done');
        done = event;
      }
    }
    same(done.text);
    assert.equal(deltas, done.text);

    const models = [];
    for await (const model of client.models.list()) {
      models.push(model);
    }
    assert.ok(models.length > 0);
    assert.equal(models[0].object, 'model');
    assert.deepEqual(await client.models.retrieve(models[0].id), models[0]);
    same((await transcribe({ model: models[0].id })).text);
  },

  async translate() {
    same((await client.audio.translations.create(request())).text);
    const verbose = await client.audio.translations.create(request({ response_format: 'verbose_json' }));
    assert.equal(verbose.language, 'english');
    same(await client.audio.translations.create(request({ response_format: 'text' })));
  },

  async errors() {
    await assert.rejects(transcribe({ model: 'no-such-model' }), (error) => {
      assert.ok(error instanceof OpenAI.NotFoundError);
      assert.equal(error.code, 'model-not-found');
      assert.equal(error.param, 'model');
      assert.equal(error.type, 'invalid_request_error');
      return true;
    });
    await assert.rejects(transcribe({ temperature: 7 }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.equal(error.param, 'temperature');
      assert.match(error.message, /from 0 to 1/);
      return true;
    });
    await assert.rejects(transcribe({ response_format: 'diarized_json' }), OpenAI.BadRequestError);
    await assert.rejects(transcribe({ stream: true, model: 'no-such-model' }), OpenAI.NotFoundError);
    await assert.rejects(client.models.retrieve('no-such-model'), OpenAI.NotFoundError);
  },

  async 'queue-full'() {
    await assert.rejects(transcribe(), (error) => {
      assert.ok(error instanceof OpenAI.RateLimitError);
      assert.equal(error.code, 'queue-full');
      assert.ok(Number(error.headers.get('retry-after')) > 0);
      return true;
    });
  },
};

await modes[mode]();
