package dev.earshot.bench.abuse;

import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Audio whose undisturbed text is known, because the service itself was asked while nothing disturbed it. */
final class Recordings {

    private static final int RATE = 16_000;
    private static final int WAV_HEADER = 44;
    private static final int AU_HEADER = 24;
    private static final int PCM_16 = 3;

    /** @param bytes a file that ffmpeg has to decode */
    record Recording(String name, byte[] bytes, double seconds) {
    }

    private final List<byte[]> speech;
    private final Map<String, String> texts = new HashMap<>();

    /** @param folder 16 kHz mono 16-bit WAV files with 44 bytes of header, as in {@code samples} */
    Recordings(Path folder) throws IOException {
        speech = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".wav") && Files.exists(Path.of(each.toString().replace(".wav", ".txt")))).sorted()
                    .toList()) {
                byte[] wav = Files.readAllBytes(file);
                speech.add(java.util.Arrays.copyOfRange(wav, WAV_HEADER, wav.length));
            }
        }
    }

    /**
     * Speech with pauses of a second, in Sun's AU form: 24 bytes of header, then big-endian samples. It is simple to write and not
     * WAV, which the service would read without a decoder.
     */
    Recording au(double seconds, long seed) {
        byte[] pcm = pcm(seconds, new Random(seed));
        ByteBuffer file = ByteBuffer.allocate(AU_HEADER + pcm.length);
        file.putInt(0x2e736e64).putInt(AU_HEADER).putInt(pcm.length).putInt(PCM_16).putInt(RATE).putInt(1);
        for (int i = 0; i + 1 < pcm.length; i += 2) {
            file.put(pcm[i + 1]).put(pcm[i]);
        }
        return new Recording("soak-" + (long) seconds + "-" + seed + ".au", file.array(), seconds);
    }

    /** The same as WAV. */
    Recording wav(double seconds, long seed) {
        byte[] pcm = pcm(seconds, new Random(seed));
        return new Recording("soak-" + (long) seconds + "-" + seed + ".wav", Wav.of(pcm, RATE), seconds);
    }

    private byte[] pcm(double seconds, Random random) {
        byte[] pcm = new byte[(int) (seconds * RATE) * 2];
        int at = 0;
        while (true) {
            byte[] next = speech.get(random.nextInt(speech.size()));
            if (at + next.length > pcm.length) {
                return at == 0 ? java.util.Arrays.copyOf(next, pcm.length) : pcm;
            }
            System.arraycopy(next, 0, pcm, at, next.length);
            at += next.length + 2 * RATE;
        }
    }

    /** The text of a recording when nothing disturbs the service, which must be the case when it is asked first. */
    String text(Target target, Recording recording) {
        return texts.computeIfAbsent(recording.name(), name -> {
            Answer answer = target.upload("/v1/audio/transcriptions", name, recording.bytes(), "model", Target.MODEL);
            if (!answer.ok()) {
                throw new IllegalStateException("The undisturbed service answered " + answer);
            }
            return new JsonObject(answer.body()).getString("text");
        });
    }
}
