package dev.earshot.audio;

import dev.earshot.config.Config;
import dev.earshot.machine.Children;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Files decoded whole, for tests that make longer recordings of them. */
public final class Decoded {

    private Decoded() {
    }

    /** A file as 16 kHz mono signed 16-bit little-endian; the ffmpeg that comes with Earshot is unpacked into {@code data}. */
    public static byte[] pcm(Path file, Path data) throws IOException {
        Config config = Config.defaults().with(Map.of("data", data));
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        try (FfmpegSource source = new FfmpegSource(FfmpegBinary.find(config.audio().ffmpeg(), data), AudioFile.open(file, null), new Children(data))) {
            source.open();
            short[] samples = new short[16_000];
            for (int got; (got = source.read(samples, 0, samples.length)) >= 0; ) {
                for (int i = 0; i < got; i++) {
                    pcm.write(samples[i]);
                    pcm.write(samples[i] >> 8);
                }
            }
        }
        return pcm.toByteArray();
    }
}
