package dev.earshot.dashboard;

import dev.earshot.bench.ServeProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WindowType;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
        choose(DIGITS);

        assertEquals(WORDS, browser.awaitText(".lines li span", "nine").getText());
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
        Path bad = Files.writeString(data.resolve("notes.mp3"), "this is no sound at all");
        browser.open("transcribe");
        choose(bad);

        browser.awaitText(".transcript .badge", "failed");
        assertTrue(browser.find(".transcript").getText().contains("notes.mp3"));
        browser.button("Try notes.mp3 again");
        browser.click(browser.button("Remove notes.mp3 from this list"));
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

        String heard = browser.awaitText(".lines li span", "five").getText();
        assertTrue(heard.contains("three four five"), heard);
        assertTrue(browser.find(".transcript h2").getText().startsWith("recording-"));
        browser.assertNoErrors();
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

    @Test
    void afterTheServiceWasKilledThePageRecoversByItself() throws Exception {
        browser.open("jobs");
        browser.awaitText("main", "Nothing is being done");
        int port = URI.create(service.url()).getPort();
        service.kill();
        browser.awaitText(".banner.lost", "Connection lost");

        service = new ServeProcess(data, Map.of("EARSHOT_MODELS_DEFAULT", "micro.en", "EARSHOT_PORT", Integer.toString(port)));
        browser.awaitGone(".banner.lost");
        browser.driver().get("about:blank");
        browser.open("transcribe");
        choose(DIGITS);
        assertEquals(WORDS, browser.awaitText(".lines li span", "nine").getText());
        // What could not be reached meanwhile is said on the console by the browser itself.
        browser.assertNoErrors("ERR_CONNECTION", "WebSocket connection to", "ERR_EMPTY_RESPONSE");
    }
}
