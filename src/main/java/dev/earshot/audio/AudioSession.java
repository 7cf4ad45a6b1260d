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
import java.util.Optional;

/** One file being read. {@link #next} blocks and is called by one thread at a time; {@link #close} may come from any. */
final class AudioSession {

    /** Longer than any recording: a file that decodes to more was made to. */
    private static final double LONGEST_SECONDS = 48 * 3600;

    private final SampleSource source;
    private final WindowPlanner planner;
    private int index;
    private int skip;

    private AudioSession(SampleSource source, int windowSeconds, int skip) {
        this.source = source;
        this.planner = new WindowPlanner(source, windowSeconds);
        this.skip = skip;
    }

    /**
     * @param skip windows to plan and not return
     * @throws Fault {@code file-not-found}, {@code bad-audio}
     */
    static AudioSession open(Path file, int skip, Config config) {
        if (skip < 0) {
            throw Fault.badRequest("'skip' must be 0 or more, not " + skip + ".");
        }
        if (!Files.isRegularFile(file)) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, "There is no such file: " + file + ".");
        }
        try {
            if (Files.size(file) == 0) {
                throw new Fault(Fault.Code.BAD_AUDIO, "The file is empty.");
            }
            return new AudioSession(source(file, config), config.audio().windowSeconds(), skip);
        } catch (IOException e) {
            throw new Fault(Fault.Code.BAD_AUDIO, "The file cannot be read (" + e.getMessage() + ").");
        }
    }

    private static SampleSource source(Path file, Config config) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Optional<WavFormat> wav = WavFormat.read(channel);
        if (wav.isPresent()) {
            return new WavSource(channel, wav.get());
        }
        channel.close();
        FfmpegSource ffmpeg = new FfmpegSource(FfmpegBinary.find(config.audio().ffmpeg(), config.data()), file);
        try {
            ffmpeg.open();
            return ffmpeg;
        } catch (IOException | Fault e) {
            ffmpeg.close();
            throw e;
        }
    }

    Opened opened(String name) {
        return new Opened(name, source.format(), source.duration());
    }

    Sound<Window> next() {
        try {
            WindowPlanner.Planned window = planner.next();
            while (window != null && skip > 0) {
                skip--;
                index++;
                window = planner.next();
            }
            if (planner.position() > LONGEST_SECONDS) {
                throw new Fault(Fault.Code.BAD_AUDIO, "The file has more than 48 hours of sound; cut it into parts.");
            }
            if (window == null) {
                double end = planner.position();
                return new Sound<>(new Window(index, end, end, end, end, true), Buffer.buffer());
            }
            return new Sound<>(new Window(index++, window.start(), window.end(), planner.position(), source.duration(), false),
                    Buffer.buffer(window.pcm()));
        } catch (IOException e) {
            throw new Fault(Fault.Code.BAD_AUDIO, "The file cannot be read any further (" + e.getMessage() + ").");
        }
    }

    /** Grows while {@link #next} gets anywhere. */
    long progress() {
        return source.progress();
    }

    /** Ends a decoder that is stuck: {@link #next} then fails with {@code bad-audio}. */
    void endStalled() {
        if (source instanceof FfmpegSource ffmpeg) {
            ffmpeg.endStalled();
        }
    }

    void close() {
        try {
            source.close();
        } catch (IOException e) {
            // It was open for reading only.
        }
    }
}
