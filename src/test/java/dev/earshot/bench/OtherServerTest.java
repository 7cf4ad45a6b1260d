package dev.earshot.bench;

import dev.earshot.digest.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Beside a server of the same kind, which wants a key. */
class OtherServerTest {

    private static final String KEY = "sk-0123456789abcdef0123456789abcdef";

    @TempDir
    Path data;

    @TempDir
    Path other;

    @Test
    void anotherServiceIsAskedTheSameInTurns() throws IOException {
        List<String> lines = new ArrayList<>();
        try (ServeProcess server = new ServeProcess(other, Map.of("EARSHOT_AUTH_KEYS", digest()))) {
            new OtherServer(new Bench.Peers(null, server.url() + "/v1/", "micro.en", KEY, null), settings(),
                    (format, values) -> lines.add(String.format(Locale.ROOT, format, values))).measure(data, 2);

            OpenAiServer stranger = new OpenAiServer(server.url(), "micro.en", "sk-another");
            String refused = assertThrows(IllegalStateException.class, () -> stranger.transcribe(new byte[0], null)).getMessage();
            assertTrue(refused.contains("answered 401"), refused);
        }

        assertEquals(1, lines.size());
        assertTrue(lines.get(0).matches(" +2 s of audio: Earshot \\d+ ms, http://127\\.0\\.0\\.1:\\d+/v1/ \\d+ ms, ratio \\d+\\.\\d\\d"
                + " \\(1 rounds; word errors 0\\.0 %, 0\\.0 %\\)"), lines.get(0));
    }

    private static String digest() {
        MessageDigest digest = Sha256.create();
        digest.update(KEY.getBytes(StandardCharsets.UTF_8));
        return Sha256.hex(digest);
    }

    private static Bench.BenchSettings settings() {
        return new Bench.BenchSettings("micro.en", null, true, Path.of("samples"), null, 1, 0, null);
    }
}
