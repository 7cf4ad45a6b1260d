package dev.earshot.audio;

import dev.earshot.bus.Fault;
import dev.earshot.speech.Pcm;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Samples of any other file, through ffmpeg as a child process. Hostile media cannot hurt: the child opens this one file and no
 * network, has a memory limit, no core dumps, and is ended when it gives nothing for too long, when the session ends, and by its
 * broken pipe when the service dies. The sound of a file that begins late, or has gaps, is filled with silence, so that times are
 * those of the file.
 */
final class FfmpegSource implements SampleSource {

    /** Demuxers that read the one file they are given. Playlists (hls, concat, dash) name others. */
    private static final String FORMATS = "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dts,eac3,flac,flv,gsm,loas,matroska,mov,mp3,mpc,mpc8,mpeg,"
            + "mpegts,mxf,nut,ogg,tak,tta,voc,w64,wav,wv,webm";
    private static final Path SHELL = Path.of("/bin/sh");
    private static final int MEMORY_KB = 2 * 1024 * 1024;
    private static final Pattern DURATION = Pattern.compile("Duration: (\\d+):(\\d\\d):(\\d\\d\\.\\d+)");
    private static final Pattern INPUT = Pattern.compile("Input #0, ([^,]+)");
    private static final int LAST_LINES = 3;

    private final Process process;
    private final InputStream out;
    private final Thread listener;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final byte[] buffer = new byte[16 * 1024];
    private volatile long received;
    private volatile boolean stalled;
    private volatile Double duration;
    private volatile String container = "media";

    FfmpegSource(FfmpegBinary ffmpeg, Path file) {
        try {
            process = start(ffmpeg, file);
        } catch (IOException e) {
            throw new Fault(Fault.Code.BAD_AUDIO, "ffmpeg cannot be started (" + e.getMessage() + "). Name a working one with audio.ffmpeg.");
        }
        out = new BufferedInputStream(process.getInputStream(), 64 * 1024);
        listener = new Thread(this::listen, "earshot-ffmpeg-log");
        listener.setDaemon(true);
        listener.start();
    }

    /**
     * Waits until there is sound or the file turns out to have none.
     *
     * @throws Fault {@code bad-audio}
     */
    void open() throws IOException {
        out.mark(1);
        if (out.read() < 0) {
            checkEnd();
            throw bad("it has no sound");
        }
        out.reset();
    }

    private static Process start(FfmpegBinary ffmpeg, Path file) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            command.addAll(List.of(SHELL.toString(), "-c", "ulimit -c 0; ulimit -v " + MEMORY_KB + " 2>/dev/null; exec \"$@\"", "earshot-ffmpeg"));
        }
        command.addAll(List.of(ffmpeg.executable().toString(), "-nostdin", "-hide_banner", "-nostats", "-loglevel", "info", "-threads", "1",
                "-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS, "-vn", "-sn", "-dn", "-i", "file:" + file,
                "-map", "0:a:0", "-af", "aresample=" + Pcm.RATE + ":async=1:first_pts=0", "-ac", "1", "-threads", "1",
                "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"));
        ProcessBuilder builder = new ProcessBuilder(command);
        if (ffmpeg.libraries() != null) {
            builder.environment().put("LD_LIBRARY_PATH", ffmpeg.libraries().toString());
        }
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    @Override
    public int read(short[] samples, int offset, int length) throws IOException {
        int bytes;
        try {
            bytes = out.readNBytes(buffer, 0, Math.min(buffer.length, length * Pcm.BYTES));
        } catch (IOException e) {
            // Its end closes the pipe, also in the middle of a read.
            checkEnd();
            throw e;
        }
        int count = bytes / Pcm.BYTES;
        if (count == 0) {
            checkEnd();
            return -1;
        }
        received += bytes;
        for (int i = 0; i < count; i++) {
            samples[offset + i] = (short) ((buffer[2 * i] & 0xFF) | buffer[2 * i + 1] << 8);
        }
        return count;
    }

    /** Ends a decoder that is stuck; its reader then fails. */
    void endStalled() {
        stalled = true;
        // Through the handle: Process.destroyForcibly would close the pipe under its reader.
        process.toHandle().destroyForcibly();
    }

    /** After the last sample: was it the end of the sound, or of the decoder? */
    private void checkEnd() {
        int code = process.onExit().join().exitValue();
        try {
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String words = words();
        if (stalled) {
            throw bad("its decoder gave no sound for too long and was ended");
        }
        if (words.contains("received signal")) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The decoder was interrupted; try again.");
        }
        // A damaged end of the file is no failure: what came before it counts, as in every player.
        if (code != 0 && received == 0) {
            throw bad(words.isEmpty() ? "ffmpeg ended with code " + code : words);
        }
    }

    private static Fault bad(String why) {
        return new Fault(Fault.Code.BAD_AUDIO, "The file cannot be decoded: " + why
                + (why.endsWith(".") ? "" : ".") + " Send audio or video with sound.");
    }

    private String words() {
        synchronized (lastLines) {
            return String.join("; ", lastLines);
        }
    }

    private void listen() {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line; (line = err.readLine()) != null; ) {
                Matcher length = DURATION.matcher(line);
                Matcher input = INPUT.matcher(line);
                if (duration == null && length.find()) {
                    duration = Integer.parseInt(length.group(1)) * 3600 + Integer.parseInt(length.group(2)) * 60 + Double.parseDouble(length.group(3));
                } else if (input.find()) {
                    container = input.group(1);
                }
                remember(line);
            }
        } catch (IOException e) {
            // The pipe went with the process.
        }
    }

    /** Lines that say what is wrong, without the addresses that ffmpeg puts before them. */
    private void remember(String line) {
        String plain = line.replaceAll("\\[[^\\]]* @ 0x[0-9a-f]+\\] ?", "").strip();
        if (line.startsWith("  ") || plain.isEmpty() || plain.startsWith("Press ") || plain.startsWith("Error opening input file")) {
            return;
        }
        synchronized (lastLines) {
            lastLines.add(plain.replaceFirst("^Error opening input: ", ""));
            if (lastLines.size() > LAST_LINES) {
                lastLines.remove();
            }
        }
    }

    @Override
    public String format() {
        return container;
    }

    @Override
    public Double duration() {
        return duration;
    }

    @Override
    public long progress() {
        return received;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
