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
 * Samples of any other file, through ffmpeg as a child process. Hostile media cannot hurt: the child opens this one file and no network,
 * has a memory limit and no core dumps, and ends when its output stalls, when the session ends, by its broken pipe when the service dies,
 * or at the service's next start. Audio that begins late or has gaps is filled up with silence, so that times are those of the file.
 */
final class FfmpegSource implements SampleSource {

    private static final Logger LOG = LoggerFactory.getLogger(FfmpegSource.class);
    /** Demuxers that read the one file they are given. Playlists (hls, concat, dash) name others. */
    private static final String FORMATS = "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dts,eac3,flac,flv,gsm,loas,matroska,mov,mp3,mpc,mpc8,mpeg,"
            + "mpegts,mxf,nut,ogg,tak,tta,voc,w64,wav,wv,webm";
    private static final Path SHELL = Path.of("/bin/sh");
    private static final int MEMORY_KB = 2 * 1024 * 1024;
    /** ffmpeg's code when a signal has interrupted it that it heard. */
    private static final int INTERRUPTED = 255;
    private static final int DESCRIPTION_SECONDS = 1;
    private static final int SIGNALS = 128;
    private static final int LAST_SIGNAL = 31;

    private final Process process;
    private final InputStream out;
    private final Thread listener;
    private final FfmpegLog log = new FfmpegLog();
    private final CountDownLatch described = new CountDownLatch(1);
    private final boolean cutOff;
    private final byte[] buffer = new byte[16 * 1024];
    private volatile long received;
    private volatile boolean stalled;
    private boolean incomplete;
    private final AudioFile file;

    /**
     * @param file     closed with this, or as soon as the decoder has opened it
     * @param children told of the decoder's process
     */
    FfmpegSource(FfmpegBinary ffmpeg, AudioFile file, Children children) throws IOException {
        this.file = file;
        this.cutOff = OggEnd.cutOff(file.channel());
        Path input = file.forDecoder();
        try {
            process = start(ffmpeg, input);
            children.add(process);
        } catch (IOException e) {
            throw new Fault(Fault.Code.BAD_AUDIO, "ffmpeg cannot be started (" + FailureReason.of(e) + "). Name a working one with audio.ffmpeg.");
        }
        out = new BufferedInputStream(process.getInputStream(), 64 * 1024);
        listener = new Thread(this::listen, "earshot-ffmpeg-log");
        listener.setDaemon(true);
        listener.start();
    }

    @Override
    public void open() throws IOException {
        out.mark(1);
        if (out.read() < 0) {
            checkEnd();
            throw bad("it has no audio");
        }
        out.reset();
        file.checkAgain();
        file.close();
        awaitDescription();
        checkRate();
    }

    /** What ffmpeg says of the file comes before its samples, on another way: it is nearly there. */
    private void awaitDescription() {
        try {
            if (!described.await(DESCRIPTION_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("The decoder says nothing of its file");
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
        checkRate();
        for (int i = 0; i < count; i++) {
            samples[offset + i] = (short) ((buffer[2 * i] & 0xFF) | buffer[2 * i + 1] << 8);
        }
        return count;
    }

    @Override
    public void abort() {
        stalled = true;
        // Through the handle: Process.destroyForcibly would close the pipe under its reader.
        process.toHandle().destroyForcibly();
    }

    /** After the last sample: was it the end of the audio, of a damaged file, or of the decoder alone? */
    private void checkEnd() {
        int code = process.onExit().join().exitValue();
        try {
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stalled) {
            throw bad("its decoder gave no audio for too long and was ended");
        }
        checkAlive(code);
        if (code != 0 && received == 0) {
            throw bad(log.words().isEmpty() ? "ffmpeg ended with code " + code : log.words());
        }
        // A damaged end of the file is no failure: what came before it counts, as in every player. But it is said.
        incomplete = code != 0 || cutOff || log.endedEarly(received / (double) (Pcm.RATE * Pcm.BYTES));
    }

    /** A decoder that did not end by itself says nothing of the file: whoever reads it may try again. */
    private void checkAlive(int code) {
        int signal = code > SIGNALS && code <= SIGNALS + LAST_SIGNAL ? code - SIGNALS : 0;
        if (signal == 9) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The decoder was killed in the middle of the file (signal 9), which the system does when memory"
                    + " runs out; try again.");
        }
        if (signal != 0) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The decoder ended in the middle of the file by signal " + signal + "; try again.");
        }
        if (code == INTERRUPTED || log.words().contains("received signal")) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The decoder was interrupted in the middle of the file; try again.");
        }
    }

    private static Fault bad(String why) {
        return new Fault(Fault.Code.BAD_AUDIO, "The file cannot be decoded: " + why
                + (why.endsWith(".") ? "" : ".") + " Send an audio file, or a video with audio.");
    }

    private void listen() {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line; (line = err.readLine()) != null; ) {
                if (log.add(line)) {
                    described.countDown();
                }
            }
        } catch (IOException e) {
            // The pipe went with the process.
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
        return received;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        file.close();
    }
}
