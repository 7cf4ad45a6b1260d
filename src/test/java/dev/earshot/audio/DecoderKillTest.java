package dev.earshot.audio;

import dev.earshot.boot.Service;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** kill -9 of the decoder, as the system does when memory runs out: a transcript is whole, or it is not called completed. */
class DecoderKillTest {

    private static final int DEATHS = 5;

    @TempDir
    Path data;
    @TempDir
    Path folder;

    @Test
    void killsOfTheDecoderChangeNoWord() throws IOException {
        Path recording = flac(200);
        // The first one dies before it has given any audio, each other one 30 s behind the one before it.
        try (Service service = service("[ $n = 1 ] && kill -9 $$\n[ $n -le " + DEATHS
                + " ] && { \"$FFMPEG\" \"$@\" | head -c $((32000 * (30 * n + 10) + 1)); kill -9 $$; }\nexec \"$FFMPEG\" \"$@\"\n")) {
            Job disturbed = transcribe(service, recording);

            assertEquals(DEATHS + 1, Integer.parseInt(read("starts")), "decoders");
            assertEquals(JobState.COMPLETED, disturbed.state(), String.valueOf(disturbed.error()));
            assertEquals(expected(service), disturbed.text());
            assertNull(disturbed.notice());
        }
    }

    @Test
    void aDecoderThatIsKilledEachTimeFailsTheJobSoThatItCanBeTriedAgain() throws IOException {
        try (Service service = service("\"$FFMPEG\" \"$@\" | head -c 200000\nkill -9 $$\n")) {
            Job job = transcribe(service, flac(60));

            assertEquals(JobState.FAILED, job.state());
            assertEquals("unavailable", job.error().code());
            assertTrue(job.error().retryable());
            assertTrue(job.error().message().contains("killed"), job.error().message());
            assertEquals("3", read("starts"));
        }
    }

    private Path flac(int seconds) throws IOException {
        Path wav = Samples.recording(folder.resolve("long.wav"), seconds);
        return new Media(data).encode(wav, folder.resolve("long.flac"));
    }

    /** What the same samples give without any decoder. */
    private String expected(Service service) {
        return transcribe(service, folder.resolve("long.wav")).text();
    }

    /** @param script what its decoder does, {@code $n} being how often it was started */
    private Service service(String script) throws IOException {
        FfmpegBinary real = FfmpegBinary.find("", data);
        Path decoder = Files.writeString(folder.resolve("decoder"), "#!/bin/sh\ncd '" + folder + "'\nexport LD_LIBRARY_PATH='" + real.libraries()
                + "'\nFFMPEG='" + real.executable() + "'\nn=$(($(cat starts 2>/dev/null) + 1))\necho $n > starts\n" + script);
        assertTrue(decoder.toFile().setExecutable(true));
        Config config = ServiceFixture.config(data);
        return Service.serve(LayeredConfig.of(config.with(Map.of("audio.ffmpeg", decoder.toString()))));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file)).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Job transcribe(Service service, Path file) {
        Job job = Service.await(service.bus().request(JobMessages.SUBMIT,
                new SubmitTranscription(file.toString(), null, false, null, "micro.en", null, false, null, null, null)));
        while (!job.state().ended()) {
            job = Service.await(service.bus().request(JobMessages.AWAIT, new AwaitJob(job.id(), 20)));
        }
        return job;
    }
}
