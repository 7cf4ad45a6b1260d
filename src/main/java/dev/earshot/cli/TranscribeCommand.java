package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.transcript.TranscriptFormat;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

@Command(name = "transcribe", mixinStandardHelpOptions = true,
        description = "Transcribes audio and video files; the transcript alone goes to stdout.",
        footer = {"", "Several files are worked on at once; their transcripts come in the order of the files. A file that",
                "fails does not stop the others.", "",
                "Exit codes: 0 all good, 1 some file failed, 2 usage, 130 interrupted.", "", "Examples:",
                "  earshot transcribe interview.mp3",
                "  earshot transcribe --format srt --output subtitles/ *.mkv",
                "  arecord -f cd -d 10 | earshot transcribe --language de -",
                "  earshot transcribe --server http://127.0.0.1:8378 --model base.en talk.wav"})
final class TranscribeCommand implements Callable<Integer> {

    @Mixin
    private SpeechOptions speech;

    @Option(names = "--format", paramLabel = "F", defaultValue = "text",
            description = "text (the default), srt, vtt, json or verbose_json.")
    private String format;

    @Option(names = "--output", paramLabel = "DIR", description = "Write a file for each transcript into this folder instead of to stdout.")
    private Path output;

    @Option(names = "--server", paramLabel = "URL", description = "Use a running Earshot instead of working here.")
    private String server;

    @Mixin
    private ApiKeyOption apiKey;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Audio or video files; - for stdin.")
    private List<String> files;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        TranscriptFormat wanted = TranscriptFormat.parse(format).orElseThrow(() -> new CommandLine.ParameterException(
                spec.commandLine(), "--format must be text, srt, vtt, json or verbose_json, not '" + format + "'."));
        Destination destination = output == null ? Destination.stdout() : Destination.folder(output);
        try (Sources sources = Sources.of(files, destination, wanted, spec.commandLine());
             Transcriber transcriber = transcriber()) {
            AtomicBoolean interrupted = new AtomicBoolean();
            Signals.onInterrupt(() -> {
                interrupted.set(true);
                transcriber.cancel();
            });
            int failures = transcribeAll(sources, transcriber, destination, wanted);
            return interrupted.get() ? EarshotCommand.INTERRUPTED : failures > 0 ? EarshotCommand.FAILED : 0;
        }
    }

    private Transcriber transcriber() {
        if (server != null) {
            return new RemoteTranscriber(new RemoteService(ServerOption.parse(server), apiKey.key()));
        }
        Config config = options.load();
        return new LocalTranscriber(config);
    }

    private int transcribeAll(Sources sources, Transcriber transcriber, Destination destination, TranscriptFormat wanted)
            throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = new Progress(err, Boolean.getBoolean("earshot.tty"), sources.size());
        Transcriber.Options wish = new Transcriber.Options(speech.model, speech.language, speech.translate, speech.prompt);
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(transcriber.atOnce(), sources.size()));
        int failures = 0;
        try {
            List<Future<Job>> jobs = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                int file = i;
                jobs.add(threads.submit(() -> transcriber.transcribe(sources.path(file), sources.name(file), wish,
                        job -> progress.update(file, job))));
            }
            for (int i = 0; i < jobs.size(); i++) {
                try {
                    Job job = jobs.get(i).get();
                    if (job.notice() != null) {
                        progress.print(err, "earshot: " + sources.name(i) + ": " + job.notice() + System.lineSeparator());
                    }
                    String text = wanted.render(job.document());
                    String rest = destination.write(sources.name(i), wanted, text);
                    progress.print(out, rest);
                } catch (ExecutionException e) {
                    failures++;
                    complain(progress, err, sources.name(i), Fault.of(e.getCause()));
                } catch (Fault e) {
                    failures++;
                    complain(progress, err, sources.name(i), e);
                }
            }
        } finally {
            progress.clear();
            threads.shutdown();
        }
        return failures;
    }

    private static void complain(Progress progress, PrintWriter err, String name, Fault fault) {
        progress.print(err, "earshot: " + name + ": " + fault.getMessage().replace('\n', ' ') + System.lineSeparator());
    }
}
