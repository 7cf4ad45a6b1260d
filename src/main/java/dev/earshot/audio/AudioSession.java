package dev.earshot.audio;

import dev.earshot.audio.AudioMessages.Opened;
import dev.earshot.audio.AudioMessages.Window;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Sound;
import dev.earshot.config.Config;
import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * One file being read. {@link #begin} and {@link #next} block and are called by one thread at a time; all else may come from any.
 */
final class AudioSession {

    /** Longer than any recording: a file that decodes to more was made to. */
    private static final double LONGEST_SECONDS = 48 * 3600;
    /** What {@link #progress} is while nobody waits for sound. */
    static final long NOT_READING = -1;

    private final SampleSource source;
    private final WindowPlanner planner;
    private int index;
    private final double from;
    private volatile boolean reading;

    private AudioSession(SampleSource source, int windowSeconds, double from) {
        this.source = source;
        this.planner = new WindowPlanner(source, windowSeconds);
        this.from = from;
    }

    /**
     * A file, not yet begun.
     *
     * @param from seconds of the file at which to begin
     * @throws Fault {@code file-not-found}, {@code bad-audio}
     */
    static AudioSession of(Path file, double from, Config config) {
        if (!(from >= 0 && from <= LONGEST_SECONDS)) {
            throw Fault.badRequest("'from' must be from 0 to " + (long) LONGEST_SECONDS + " seconds, not " + from + ".");
        }
        if (!Files.isRegularFile(file)) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, "There is no such file: " + file + ".");
        }
        try {
            if (Files.size(file) == 0) {
                throw new Fault(Fault.Code.BAD_AUDIO, "The file is empty.");
            }
            return new AudioSession(source(file, config), config.audio().windowSeconds(), from);
        } catch (IOException e) {
            throw new Fault(Fault.Code.BAD_AUDIO, "The file cannot be read (" + e.getMessage() + ").");
        }
    }

    private static SampleSource source(Path file, Config config) throws IOException {
        boolean kept = false;
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            Optional<WavFormat> wav = WavFormat.read(channel);
            kept = wav.isPresent();
            return kept ? new WavSource(channel, wav.get())
                    : new FfmpegSource(FfmpegBinary.find(config.audio().ffmpeg(), config.data()), file, OggEnd.cutOff(channel));
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    /**
     * Waits until there is sound or the file turns out to have none.
     *
     * @throws Fault {@code bad-audio}
     */
    Void begin() {
        return reading(() -> {
            source.open();
            planner.skipTo(from);
            return null;
        });
    }

    private <T> T reading(Reading<T> work) {
        reading = true;
        try {
            return work.read();
        } catch (IOException e) {
            throw new Fault(Fault.Code.BAD_AUDIO, "The file cannot be read (" + e.getMessage() + ").");
        } finally {
            reading = false;
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    Opened opened(String name) {
        return new Opened(name, source.format(), source.duration());
    }

    /** @param longest seconds of the window at most, or null for what is configured */
    Sound<Window> next(Integer longest) {
        return reading(() -> {
            WindowPlanner.Planned window = planner.next(longest);
            if (planner.position() > LONGEST_SECONDS) {
                throw new Fault(Fault.Code.BAD_AUDIO, "The file has more than 48 hours of sound; cut it into parts.");
            }
            if (window == null) {
                return new Sound<>(end(), Buffer.buffer());
            }
            return new Sound<>(new Window(index++, window.start(), window.end(), planner.position(), source.duration(), false, false,
                    window.speech()),
                    Buffer.buffer(window.pcm()));
        });
    }

    private Window end() {
        double end = planner.position();
        Double duration = source.incomplete() && source.duration() != null ? Double.valueOf(Math.max(end, source.duration())) : end;
        return new Window(index, end, end, end, duration, true, source.incomplete(), List.of());
    }

    /** Grows while reading gets anywhere; {@link #NOT_READING} while there is none, so also while it waits for a thread. */
    long progress() {
        return reading ? source.progress() : NOT_READING;
    }

    /** Ends a decoder that is stuck: reading then fails with {@code bad-audio}. */
    void endStalled() {
        source.endStalled();
    }

    void close() {
        try {
            source.close();
        } catch (IOException e) {
            // It was open for reading only.
        }
    }
}
