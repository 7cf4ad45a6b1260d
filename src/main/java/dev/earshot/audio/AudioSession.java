package dev.earshot.audio;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.audio.AudioMessages.OpenAudio;
import dev.earshot.audio.AudioMessages.OpenedAudio;
import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.machine.Children;
import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One file being read. {@link #begin} and {@link #next} block while they read a few minutes of audio at most, and are called by one thread
 * at a time; everything else may be called from any thread.
 */
final class AudioSession {

    /** The {@link #progress} while no read is running. */
    static final long NOT_READING = -1;

    private final SampleSource source;
    private final WindowReader windows;
    private final AudioLimits limits;
    private int index;
    private boolean opened;
    private volatile boolean reading;

    private AudioSession(SampleSource source, int windowSeconds, double from, AudioLimits limits) {
        this.source = source;
        this.windows = new WindowReader(source, windowSeconds, from);
        this.limits = limits;
    }

    /**
     * Opens a file without reading audio yet.
     *
     * @param children is told about a decoder process
     * @throws Fault {@code bad-request}, {@code file-not-found}, {@code forbidden}, {@code bad-audio}
     */
    static AudioSession create(OpenAudio request, Config config, AudioLimits limits, Children children) {
        if (!(request.from() >= 0 && request.from() <= limits.maxSeconds())) {
            throw Fault.badRequest("'from' must be from 0 to " + (long) limits.maxSeconds() + " seconds, not " + request.from() + ".");
        }
        Path file = path(request.path());
        try {
            if (Files.size(file) == 0) {
                throw new Fault(Fault.Code.BAD_AUDIO, "The file is empty.");
            }
            return new AudioSession(source(AudioFile.open(file, request.roots()), config, children), config.audio().windowSeconds(), request.from(), limits);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Path path(String name) {
        try {
            Path file = Path.of(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
            throw new Fault(Fault.Code.FILE_NOT_FOUND, name.indexOf('\uFFFD') >= 0
                    ? "The file cannot be opened because its name is not valid UTF-8; rename it."
                    : "There is no such file: " + file.getFileName() + ".");
        } catch (InvalidPathException e) {
            throw Fault.badRequest("'path' cannot be the name of a file on this machine: " + e.getReason() + ".");
        }
    }

    private static SampleSource source(AudioFile file, Config config, Children children) throws IOException {
        boolean kept = false;
        try {
            Optional<WavFormat> wav = WavFormat.read(file.channel());
            SampleSource source = wav.isPresent() ? new WavSource(file.channel(), wav.get())
                    : new FfmpegSource(FfmpegBinary.find(config.audio().ffmpeg(), config.data()), file, children);
            kept = true;
            return source;
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    /**
     * Waits until audio arrives or the file turns out to have none, and reads towards the start position.
     *
     * @return empty if the start position is not reached yet: call again
     * @throws Fault {@code bad-audio}, {@code forbidden}, {@code unavailable}
     */
    Optional<Boolean> begin() {
        return readWithLimits(() -> {
            if (!opened) {
                source.open();
                opened = true;
                // An estimate or a wrong length proves nothing; such a file is checked as it is read.
                if (source.duration() != null && !source.estimated() && !source.incomplete()) {
                    limits.checkLength(source.duration());
                }
            }
            return windows.skipToStart() ? Optional.of(true) : Optional.empty();
        });
    }

    private <T> T readWithLimits(SourceRead<T> work) {
        reading = true;
        try {
            T result = work.read();
            limits.checkLength(windows.position());
            return result;
        } catch (IOException e) {
            throw unreadable(e);
        } finally {
            reading = false;
        }
    }

    private interface SourceRead<T> {
        T read() throws IOException;
    }

    private static Fault unreadable(IOException e) {
        return new Fault(Fault.Code.BAD_AUDIO, "The file cannot be read (" + FailureReason.of(e) + ").");
    }

    OpenedAudio opened(String name) {
        return new OpenedAudio(name, source.format(), source.duration());
    }

    /**
     * Reads on to the next window.
     *
     * @param longest the longest window in seconds, or null for the configured length
     * @return empty if a few minutes had no speech: call again
     * @throws Fault {@code bad-audio}, {@code unavailable}
     */
    Optional<PcmMessage<AudioWindow>> next(Integer longest) {
        return readWithLimits(() -> {
            SpeechWindow window = windows.next(longest);
            if (window != null) {
                AudioWindow meta = new AudioWindow(index++, window.start(), window.end(), windows.position(), source.duration(), false, false, window.speech());
                return Optional.of(PcmMessage.of(meta, window.pcm()));
            }
            return windows.finished() ? Optional.of(new PcmMessage<>(lastWindow(), Buffer.buffer())) : Optional.empty();
        });
    }

    private AudioWindow lastWindow() {
        double end = windows.position();
        Double duration = source.incomplete() && source.duration() != null ? Double.valueOf(Math.max(end, source.duration())) : end;
        return new AudioWindow(index, end, end, end, duration, true, source.incomplete(), List.of());
    }

    /** Grows as a read makes progress; {@link #NOT_READING} if none is running, for example while it waits for a thread. */
    long progress() {
        return reading ? source.progress() : NOT_READING;
    }

    /** Ends a stalled decoder: the read fails with {@code bad-audio}. */
    void abort() {
        source.abort();
    }

    void close() {
        try {
            source.close();
        } catch (IOException e) {
            // It was open for reading only.
        }
    }
}
