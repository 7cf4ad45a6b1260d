package dev.earshot.audio;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.machine.Children;
import dev.earshot.speech.Pcm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Samples of any file but WAV, decoded by ffmpeg in a child process. Hostile media can do no harm: the child opens this one file and no
 * network connection, has a memory limit and writes no core dumps. It ends when its output stalls, when the session ends, when its pipe
 * breaks because the service died, or at the service's next start. Late starts and gaps are filled with silence to keep times right.
 */
final class FfmpegSource implements SampleSource {

    private static final Logger LOG = LoggerFactory.getLogger(FfmpegSource.class);
    /** Demuxers that read only the given file. Playlists (hls, concat, dash) would open others. */
    private static final String FORMATS = "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dts,eac3,flac,flv,gsm,loas,matroska,mov,mp3,mpc,mpc8,mpeg,"
            + "mpegts,mxf,nut,ogg,tak,tta,voc,w64,wav,wv,webm";
    private static final Path SHELL = Path.of("/bin/sh");
    private static final int MEMORY_KB = 2 * 1024 * 1024;
    /** ffmpeg's exit code after a signal that it handled. */
    private static final int INTERRUPTED_EXIT_CODE = 255;
    private static final int DESCRIPTION_TIMEOUT_SECONDS = 1;
    private static final int SIGNAL_EXIT_CODE_BASE = 128;
    private static final int LAST_SIGNAL = 31;

    private final Process process;
    private final InputStream out;
    private final Thread logReader;
    private final FfmpegLog log = new FfmpegLog();
    private final CountDownLatch described = new CountDownLatch(1);
    private final boolean truncated;
    private final byte[] buffer = new byte[16 * 1024];
    private volatile long receivedBytes;
    private volatile boolean stalled;
    private boolean incomplete;
    private final AudioFile file;

    /**
     * @param file     closed with this, or as soon as the decoder has opened it
     * @param children starts the decoder process
     */
    FfmpegSource(FfmpegBinary ffmpeg, AudioFile file, Children children) throws IOException {
        this.file = file;
        this.truncated = OggEnd.isTruncated(file.channel());
        Path input = file.decoderPath();
        try {
            process = start(ffmpeg, input, children);
        } catch (IOException e) {
            throw new Fault(Fault.Code.BAD_AUDIO, "ffmpeg cannot be started (" + FailureReason.of(e) + "). Set audio.ffmpeg to one that works.");
        }
        out = new BufferedInputStream(process.getInputStream(), 64 * 1024);
        logReader = new Thread(this::readLog, "earshot-ffmpeg-log");
        logReader.setDaemon(true);
        logReader.start();
    }

    @Override
    public void open() throws IOException {
        out.mark(1);
        if (out.read() < 0) {
            checkEnd();
            throw undecodable("it has no audio");
        }
        out.reset();
        file.verifyUnchanged();
        file.close();
        awaitDescription();
        checkRate();
    }

    /** ffmpeg describes the file before it writes samples, but on another pipe: the description must arrive soon. */
    private void awaitDescription() {
        try {
            if (!described.await(DESCRIPTION_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("The decoder has not described the file");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void checkRate() {
        Integer rate = log.rate();
        if (rate != null) {
            AudioLimits.checkRate(rate);
        }
    }

    private static Process start(FfmpegBinary ffmpeg, Path file, Children children) throws IOException {
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
        Process process = children.start(builder);
        process.getOutputStream().close();
        return process;
    }

    @Override
    public int read(short[] samples, int offset, int length) throws IOException {
        int bytes;
        try {
            bytes = out.readNBytes(buffer, 0, Math.min(buffer.length, length * Pcm.BYTES));
        } catch (IOException e) {
            // The end of the process closes the pipe even during a read.
            checkEnd();
            throw e;
        }
        int count = bytes / Pcm.BYTES;
        if (count == 0) {
            checkEnd();
            return -1;
        }
        receivedBytes += bytes;
        checkRate();
        for (int i = 0; i < count; i++) {
            samples[offset + i] = (short) ((buffer[2 * i] & 0xFF) | buffer[2 * i + 1] << 8);
        }
        return count;
    }

    @Override
    public void abort() {
        stalled = true;
        // Process.destroyForcibly would close the pipe while it is being read; the handle's method does not.
        process.toHandle().destroyForcibly();
    }

    /** After the last sample: tells the end of the audio from a damaged file and from a decoder that was killed. */
    private void checkEnd() {
        int code = process.onExit().join().exitValue();
        try {
            logReader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stalled) {
            throw undecodable("its decoder stopped producing audio and was ended");
        }
        checkNotKilled(code);
        if (code != 0 && receivedBytes == 0) {
            throw undecodable(log.lastMessages().isEmpty() ? "ffmpeg ended with code " + code : log.lastMessages());
        }
        // A damaged end is no failure: the audio before it counts, as in any player. But the client is told.
        incomplete = code != 0 || truncated || log.endedEarly(receivedBytes / (double) (Pcm.RATE * Pcm.BYTES));
    }

    /** A decoder that was killed does not mean that the file is bad: the caller may try again. */
    private void checkNotKilled(int code) {
        int signal = code > SIGNAL_EXIT_CODE_BASE && code <= SIGNAL_EXIT_CODE_BASE + LAST_SIGNAL ? code - SIGNAL_EXIT_CODE_BASE : 0;
        if (signal == 9) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The decoder was killed while it read the file (signal 9), which the system does when memory"
                    + " runs out; try again.");
        }
        if (signal != 0) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The decoder was ended by signal " + signal + " while it read the file; try again.");
        }
        if (code == INTERRUPTED_EXIT_CODE || log.lastMessages().contains("received signal")) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The decoder was interrupted while it read the file; try again.");
        }
    }

    private static Fault undecodable(String reason) {
        return new Fault(Fault.Code.BAD_AUDIO, "The file cannot be decoded: " + reason
                + (reason.endsWith(".") ? "" : ".") + " Send an audio file, or a video with audio.");
    }

    private void readLog() {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line; (line = err.readLine()) != null; ) {
                if (log.add(line)) {
                    described.countDown();
                }
            }
        } catch (IOException e) {
            // The pipe is closed when the process ends.
        } finally {
            described.countDown();
        }
    }

    @Override
    public boolean incomplete() {
        return incomplete;
    }

    @Override
    public String format() {
        return log.container();
    }

    @Override
    public Double duration() {
        return log.duration();
    }

    @Override
    public boolean estimated() {
        return log.estimated();
    }

    @Override
    public long progress() {
        return receivedBytes;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        file.close();
    }
}
