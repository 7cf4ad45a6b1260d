package dev.earshot.dashboard;

import dev.earshot.bench.ServeProcess;
import dev.earshot.whole.Client;
import dev.earshot.whole.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The page as people use it: on a service of its own, in a browser, with a microphone that says the digits. */
class DashboardTest {

    private static final Path DIGITS = Path.of("samples/digits.wav").toAbsolutePath();
    private static final String WORDS = "zero one two three four five six seven eight nine";

    @TempDir
    Path data;

    private ServeProcess service;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        service = new ServeProcess(data, Map.of("EARSHOT_MODELS_DEFAULT", "micro.en"));
        browser = new Browser(service.url(), DIGITS);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        service.close();
    }

    private void choose(Path file) {
        browser.await("input[type=file]").sendKeys(file.toString());
    }

    @Test
    void aFileThatIsChosenIsReadLineByLine() throws Exception {
        browser.open("transcribe");
        browser.awaitText("#choice-hint", "knows 92 words only");
        choose(DIGITS);

        assertEquals(WORDS, browser.awaitText(".lines li:not(.partial) .text", "nine").getText());
        browser.awaitText(".transcript .badge", "done in");

        browser.click(browser.button("Play from 0:00"));
        browser.await(".lines li.playing");
        for (String format : new String[] {"txt", "srt", "vtt", "json"}) {
            assertTrue(browser.button(format).isEnabled());
        }
        browser.assertNoErrors();
    }

    @Test
    void aBadFileIsToldInWords() throws Exception {
        Path bad = Files.writeString(data.resolve("notes.mp3"), "this is no audio at all");
        browser.open("transcribe");
        choose(bad);

        browser.awaitText(".transcript .badge", "failed");
        assertTrue(browser.find(".transcript").getText().contains("notes.mp3"));
        browser.button("Retry notes.mp3");
        browser.click(browser.button("Delete notes.mp3"));
        browser.click(browser.await("dialog[open] .danger"));
        browser.awaitGone(".transcript");
        browser.assertNoErrors();
    }

    @Test
    void whatIsSaidIntoTheMicrophoneIsRead() {
        browser.open("transcribe");
        browser.click(browser.await("button.record"));
        // The file has 3.6 s, and is said again and again.
        browser.awaitText("[role=timer]", "0:05");
        browser.click(browser.find("button.record"));

        String heard = browser.awaitText(".lines li:not(.partial) .text", "five").getText();
        assertTrue(heard.contains("three four five"), heard);
        assertTrue(browser.find(".transcript h2").getText().startsWith("recording-"));

        // Another one, whose page is gone before it is stopped.
        browser.click(browser.find("button.record"));
        browser.awaitText("[role=timer]", "0:05");
        browser.open("transcribe");
        String kept = browser.awaitText(".abandoned strong", "recording-").getText();
        browser.click(browser.button("Transcribe " + kept));
        browser.awaitGone(".abandoned");
        browser.awaitText(".transcript .badge", "done in");
        heard = browser.find(".lines").getText();
        assertTrue(heard.matches("(?s).*(one|two|three) .*(six|seven|eight).*"), heard);
        browser.open("transcribe");
        browser.await(".recent");
        assertTrue(browser.all(".abandoned").isEmpty(), "what the service has is not kept any more");
        // The browser would have asked a person, who had pressed something.
        browser.assertNoErrors("beforeunload");
    }

    @Test
    void twoTabsSeeTheSame() {
        browser.open("transcribe");
        String first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        String second = browser.driver().getWindowHandle();
        browser.open("jobs");

        browser.driver().switchTo().window(first);
        choose(DIGITS);
        browser.awaitText(".transcript .badge", "done in");
        browser.driver().switchTo().window(second);
        browser.awaitText("main", "digits.wav");
        browser.awaitText("main .badge", "Done");
        browser.assertNoErrors();
    }

    /** The page that was open all the time, and a job that was half done when the service was killed. */
    @Test
    void afterTheServiceWasKilledThePageRecoversByItself() throws Exception {
        browser.open("transcribe");
        choose(Samples.recording(data.resolve("long.wav"), 150));
        browser.await(".lines li");
        int port = URI.create(service.url()).getPort();
        service.kill();
        browser.awaitText(".banner.lost", "Connection lost");

        service = new ServeProcess(data, Map.of("EARSHOT_MODELS_DEFAULT", "micro.en", "EARSHOT_PORT", Integer.toString(port)));
        browser.awaitGone(".banner.lost");
        browser.awaitText(".transcript .badge", "done in");
        String job = new Client(service.url()).getJson("/api/jobs").getJsonArray("jobs").getJsonObject(0).getString("id");
        String text = new Client(service.url()).getJson("/api/jobs/" + job).getString("text");
        assertEquals(text.replaceAll("\\s+", " ").strip(), String.join(" ", browser.all(".lines .text").stream().map(WebElement::getText).toList()));
        // What could not be reached meanwhile is said on the console by the browser itself.
        browser.assertNoErrors("ERR_CONNECTION", "WebSocket connection to", "ERR_EMPTY_RESPONSE");
    }

    @Test
    void whoHasAKeyUnlocksThePage() throws Exception {
        service.close();
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest("es-right".getBytes(StandardCharsets.UTF_8)));
        service = new ServeProcess(data, Map.of("EARSHOT_MODELS_DEFAULT", "micro.en", "EARSHOT_AUTH_KEYS", digest));
        try (Browser stranger = new Browser(service.url(), DIGITS)) {
            stranger.open("transcribe");
            stranger.awaitText(".lock-note", "Enter the API key to begin");
            assertFalse(stranger.find("#choose").isEnabled() || stranger.find("button.record").isEnabled());
            // What is dropped all the same is kept until there is a key.
            stranger.script("const data = new DataTransfer(); data.items.add(new File(["
                    + "Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0))], 'dropped.wav'));"
                    + "dispatchEvent(new DragEvent('drop', {dataTransfer: data, cancelable: true}))", Base64.getEncoder()
                            .encodeToString(Files.readAllBytes(DIGITS)));
            stranger.awaitText(".transcript .badge", "waits for the API key");
            stranger.await("#api-key").sendKeys("es-wrong");
            stranger.click(stranger.button("Unlock"));
            stranger.awaitText("#api-key-wrong", "not one of the service");
            stranger.find("#api-key").clear();
            stranger.find("#api-key").sendKeys("es-right");
            stranger.click(stranger.button("Unlock"));
            stranger.awaitGone("#api-key");
            assertEquals(WORDS, stranger.awaitText(".lines li:not(.partial) .text", "nine").getText());
            stranger.assertNoErrors("401", "WebSocket connection to");
        }
    }
}
