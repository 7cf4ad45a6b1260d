package dev.earshot.whole;

import dev.earshot.bench.abuse.Abuse;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each attack of the soak once, so that the soak itself works. */
class AbuseTest {

    @Test
    void noAttackDoesHarmWhenItIsTriedOnce() throws Exception {
        StringWriter report = new StringWriter();
        boolean audio = new Abuse(new Abuse.AbuseSettings(Path.of("samples"), 1, 1, ""), new PrintWriter(report, true)).run();
        assertTrue(audio, report.toString());
        assertTrue(report.toString().contains("kill -9 of the decoder: 1 tried"), report.toString());
    }
}
