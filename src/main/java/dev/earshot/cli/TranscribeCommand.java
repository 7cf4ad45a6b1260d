package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

@Command(name = "transcribe", mixinStandardHelpOptions = true,
        description = "Transcribes audio and video files, or all of a folder; only the transcript goes to stdout, while it grows.",
        footer = {"", "Where a service of the same data directory is running, it does the work. Several files are transcribed at once; "
                + "their transcripts are printed in the order of the files. A file that fails does not stop the others. After Ctrl-C or a "
                + "failure, the transcript so far is kept: on stdout, or as NAME.part. A folder is transcribed as by 'earshot folder'.", "",
                "Exit codes: 0 all good, 1 some file failed, 2 usage, 130 interrupted.", "", "Examples:",
                "  earshot transcribe interview.mp3",
                "  earshot transcribe -o interview.srt interview.mp3",
                "  earshot transcribe -f txt,srt -o transcripts/ *.mkv",
                "  earshot transcribe recordings/",
                "  arecord -f cd -d 10 | earshot transcribe --language de -",
                "  earshot transcribe --server http://127.0.0.1:8378 --model base.en talk.wav"})
final class TranscribeCommand implements Callable<Integer> {

    @Mixin
    private SpeechOptions speech;

    @Mixin
    private ComputeOptions compute;

    @Option(names = {"-f", "--format"}, paramLabel = "F",
            description = "text (the default), srt, vtt, json or verbose_json; several with commas, or all, with --output.")
    private String format;

    @Option(names = "--timestamps", description = "Text with the time of each line: [0:12] words.")
    private boolean timestamps;

    @Mixin
    private LayoutOptions layout;

    @Option(names = {"-o", "--output"}, paramLabel = "PATH",
            description = "Write a file for each transcript into this folder; or, for a single file, this file: talk.srt.")
    private Path output;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Audio or video files, or one folder; - for stdin.")
    private List<String> files;

    @Mixin
    private LocalOption where;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        compute.check(spec.commandLine());
        if (files.stream().anyMatch(file -> Files.isDirectory(Path.of(file)))) {
            return folder();
        }
        try (Sources sources = Sources.of(files, spec.commandLine())) {
            Destination destination = destination(sources);
            try (Transcriber transcriber = transcriber()) {
                AtomicBoolean interrupted = new AtomicBoolean();
                Signals.onInterrupt(() -> {
                    interrupted.set(true);
                    transcriber.cancel();
                });
                int failures = new FileTranscription(sources, destination, transcriber).transcribeAll();
                return interrupted.get() ? EarshotCommand.INTERRUPTED : failures > 0 ? EarshotCommand.FAILED : 0;
            }
        }
    }

    private Destination destination(Sources sources) {
        try {
            return Destination.of(output, format, timestamps, layout.isGiven() ? layout.layout(spec.commandLine()) : null, sources.names());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private int folder() {
        if (files.size() > 1 || compute.isGiven() || timestamps) {
            throw new CommandLine.ParameterException(spec.commandLine(), files.size() > 1 ? "Name either files or one folder."
                    : "--temperature, --keep-alive, --threads and --timestamps are for files, not for a folder.");
        }
        return new FolderRun(where, spec.commandLine()).run(new SubmitFolder(Path.of(files.get(0)).toAbsolutePath().toString(),
                output == null ? null : output.toAbsolutePath().toString(), format, compute.priority(), speech.model, speech.language,
                speech.translate, speech.prompt, speech.words, layout.width, layout.count, layout.highlight ? true : null,
                speech.logprobs));
    }

    private Transcriber transcriber() {
        // Requests to a service can name neither a file of this machine nor a number of threads.
        boolean local = !where.serverNamed() && (speech.modelIsFile() || compute.threads != null);
        Optional<RemoteService> service = local ? Optional.empty() : where.service(spec.commandLine().getErr());
        return service.<Transcriber>map(RemoteTranscriber::new).orElseGet(() -> new LocalTranscriber(
                where.config(compute.threads == null ? Map.of() : Map.of("engine.threads", compute.threads.toString()))));
    }

    /** Transcribes the files of the command line, each on its own thread; results come in order. */
    private final class FileTranscription {

        private final Sources sources;
        private final Transcriber transcriber;
        private final PrintWriter err = spec.commandLine().getErr();
        private final Progress progress;
        private final List<Output> outputs = new ArrayList<>();

        FileTranscription(Sources sources, Destination destination, Transcriber transcriber) {
            this.sources = sources;
            this.transcriber = transcriber;
            this.progress = new Progress(err, Boolean.getBoolean("earshot.tty"), sources.size());
            PrintWriter out = spec.commandLine().getOut();
            sources.names().forEach(name -> outputs.add(destination.output(name, text -> print(out, text))));
        }

        /** Cancels everything once stdout is closed, as by {@code head}. */
        private void print(PrintWriter out, String text) {
            progress.print(out, text);
            if (System.out.checkError()) {
                transcriber.cancel();
            }
        }

        int transcribeAll() throws InterruptedException {
            Transcriber.Options options = new Transcriber.Options(speech.model, speech.language, speech.translate, speech.prompt,
                    compute.temperature, compute.keepAlive, compute.priority(), speech.words || layout.highlight, speech.logprobs);
            ExecutorService threads = Executors.newFixedThreadPool(Math.min(transcriber.maxConcurrentFiles(), sources.size()));
            int failures = 0;
            try {
                List<Future<Job>> jobs = new ArrayList<>();
                for (int i = 0; i < sources.size(); i++) {
                    int file = i;
                    jobs.add(threads.submit(() -> transcriber.transcribe(sources.path(file), sources.name(file), options, listener(file))));
                }
                for (int i = 0; i < jobs.size(); i++) {
                    failures += printResult(i, jobs.get(i)) ? 0 : 1;
                }
            } finally {
                progress.clear();
                threads.shutdown();
            }
            return failures;
        }

        private boolean printResult(int file, Future<Job> future) throws InterruptedException {
            try {
                Job job = future.get();
                if (job.state() != JobState.COMPLETED) {
                    Fault fault = job.error() == null ? Transcriber.cancelled() : job.error().toFault();
                    throw job.pausedByError() ? new Fault(fault.code(), fault.getMessage() + " It is paused: 'earshot jobs resume " + job.id()
                            + "' continues it.") : fault;
                }
                if (job.notice() != null) {
                    printMessage(file, job.notice());
                }
                outputs.get(file).complete(job.document());
                return true;
            } catch (ExecutionException e) {
                printFailure(file, Fault.of(e.getCause()));
            } catch (Fault e) {
                printFailure(file, e);
            }
            return false;
        }

        private void printFailure(int file, Fault fault) {
            printMessage(file, fault.getMessage() + outputs.get(file).keepPartial().map(place -> " The transcript until then is " + place + ".").orElse(""));
        }

        private void printMessage(int file, String sentence) {
            progress.print(err, "earshot: " + sources.name(file) + ": " + sentence.replace('\n', ' ') + System.lineSeparator());
        }

        private Transcriber.TranscriptionListener listener(int file) {
            Output output = outputs.get(file);
            return new Transcriber.TranscriptionListener() {
                @Override
                public void onChanged(Job job) {
                    progress.update(file, job);
                }

                @Override
                public boolean wantsPartialText() {
                    return output.wantsPartialText();
                }

                @Override
                public void onText(Job job) {
                    output.onText(job.document());
                    progress.update(file, job);
                }
            };
        }
    }
}
