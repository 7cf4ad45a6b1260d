package dev.earshot.http.stream;

import dev.earshot.http.answer.EventStream;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.TokenLogprob;
import dev.earshot.transcript.Timing;

import java.util.ArrayList;
import java.util.List;

/** One job's text as OpenAI's transcript events: a delta for each finished window, then the full text. */
public final class TranscriptStream {

    private final EventStream events;
    private final DeltaBuffer deltas = new DeltaBuffer();
    /** Windows of any job that were done before this job's id was known, which takes milliseconds. */
    private final List<WindowDone> early = new ArrayList<>();
    private String id;

    public TranscriptStream(EventStream events) {
        this.events = events;
    }

    public void begin(String jobId) {
        id = jobId;
        early.forEach(this::window);
        early.clear();
    }

    public void window(WindowDone window) {
        if (id == null) {
            early.add(window);
        } else if (id.equals(window.id())) {
            deltas.add(window);
            flush();
        }
    }

    public void end(Job job) {
        String text = job.text() == null ? "" : job.text();
        if (events.full()) {
            events.whenReady(() -> end(job));
            return;
        }
        List<TokenLogprob> logprobs = job.segments() == null ? null : TokenLogprob.all(job.segments());
        send(deltas.rest(text, logprobs));
        events.end(new Done(text, logprobs, job.duration() == null ? null : new StreamUsage("duration", job.duration()), job.model(), job.notice(),
                job.timing()));
    }

    private void flush() {
        if (events.full()) {
            events.whenReady(this::flush);
            return;
        }
        send(deltas.take());
    }

    private void send(DeltaBuffer.Delta delta) {
        if (!delta.text().isEmpty()) {
            events.send(new TextDelta("transcript.text.delta", delta.text(), delta.logprobs()));
        }
    }

    private record TextDelta(String type, String delta, List<TokenLogprob> logprobs) {
    }

    private record Done(String type, String text, List<TokenLogprob> logprobs, StreamUsage usage, String model, String notice, Timing timing) {
        Done(String text, List<TokenLogprob> logprobs, StreamUsage usage, String model, String notice, Timing timing) {
            this("transcript.text.done", text, logprobs, usage, model, notice, timing);
        }
    }

    /** @param seconds of audio */
    private record StreamUsage(String type, double seconds) {
    }
}
