package dev.earshot.dashboard;

import dev.earshot.boot.Service;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.whole.Client;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Transcripts that outlive the page that began them, and where they are read. */
class TranscriptViewTest {

    private static final int HEADER = 44;
    private static final int PHONE = 375;
    /** Notes what the page saves, in place of the browser's own dialog. */
    private static final String SAVED = """
            {
              const blobs = new Map();
              const make = URL.createObjectURL;
              URL.createObjectURL = blob => {
                const url = make.call(URL, blob);
                blobs.set(url, blob);
                return url;
              };
              window.saved = {};
              const click = HTMLAnchorElement.prototype.click;
              // Stays for the tests that come after, which click on other links.
              HTMLAnchorElement.prototype.click = function () {
                const blob = blobs.get(this.href);
                return blob ? blob.text().then(text => { window.saved[this.download] = text; }) : click.call(this);
              };
            }""";

    @TempDir
    private static Path data;

    private static Service service;
    private static Client client;
    private static Browser browser;

    @BeforeAll
    static void start() {
        Config config = ServiceFixture.config(data);
        service = Service.serve(LayeredConfig.of(config.with(Map.of("jobs.keep_uploads", true))));
        client = new Client(service);
        browser = new Browser(client.base(), Samples.named("digits"));
    }

    @AfterEach
    void wide() {
        browser.look("light", 1200, 900);
    }

    @AfterAll
    static void stop() {
        browser.assertNoErrors();
        browser.close();
        service.close();
    }

    /** Two sentences with three seconds of silence between them. */
    private static Path withAPause(String name) throws IOException {
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        pcm.write(samples("digits"));
        pcm.write(new byte[3 * 2 * Samples.RATE]);
        pcm.write(samples("hello-world"));
        return Samples.wav(data.resolve(name), pcm.toByteArray());
    }

    private static byte[] samples(String name) throws IOException {
        byte[] wav = Files.readAllBytes(Samples.named(name));
        return java.util.Arrays.copyOfRange(wav, HEADER, wav.length);
    }

    private static String job(Path file) throws Exception {
        String id = new JsonObject(client.upload("/api/jobs", file, "model", "micro.en").join().body()).getString("id");
        client.await(id);
        return id;
    }

    private static List<String> lines() {
        return browser.all(".lines .text").stream().map(WebElement::getText).toList();
    }

    @Test
    void aReloadInMidWorkLosesNothing() throws Exception {
        browser.open("transcribe");
        browser.await("#files").sendKeys(Samples.recording(data.resolve("long.wav"), 120).toString());
        browser.await(".lines li");
        browser.open("transcribe");
        // Nothing of it is this page's own any more: it comes from the store.
        browser.awaitText(".transcript h2", "long.wav");
        browser.awaitText(".transcript .badge", "done in");
        String id = browser.find(".transcript h2 a").getDomAttribute("href").replace("#transcript/", "");
        String text = client.getJson("/api/jobs/" + id).getString("text").replaceAll("\\s+", " ").strip();
        assertEquals(text, String.join(" ", lines()));

        browser.open("transcribe");
        browser.awaitText(".recent", "long.wav");
        browser.click(browser.find(".recent a[href='#transcript/" + id + "']"));
        browser.await("main.view-transcript .lines");
        assertEquals(text, String.join(" ", lines()));
        browser.open("transcript/" + id);
        browser.await(".lines");
        assertEquals(text, String.join(" ", lines()), "by its address alone");
    }

    @Test
    void itsAddressShowsLinesParagraphsLogAndAudio() throws Exception {
        String id = job(withAPause("talk.wav"));
        browser.driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", SAVED));
        browser.open("transcript/" + id);
        browser.awaitText("h1", "talk.wav");
        browser.await(".lines");
        assertEquals(List.of(Samples.words(Samples.named("digits")), Samples.words(Samples.named("hello-world"))), lines());
        assertTrue(browser.all(".lines li").get(1).getDomAttribute("class").contains("paragraph"), "after a pause");
        browser.click(browser.find(".job-log summary"));
        browser.awaitText(".log", "transcribing");

        browser.click(browser.all(".lines .text").get(1));
        browser.await(".lines li.playing:nth-child(2)");
        assertTrue(((Number) browser.script("return document.querySelector('audio').currentTime")).doubleValue() > 5, "the whole line plays from its time");
        browser.script("document.querySelector('audio').pause(); document.querySelector('audio').currentTime = 0");
        browser.find("body").sendKeys(Keys.ARROW_RIGHT);
        browser.until("five seconds on", () -> (Boolean) browser.script("return document.querySelector('audio').currentTime === 5"));
        browser.find("body").sendKeys(" ");
        browser.until("the space bar plays", () -> (Boolean) browser.script("return !document.querySelector('audio').paused"));

        browser.click(browser.button("srt"));
        browser.until("the file", () -> (Boolean) browser.script("return 'talk.srt' in saved"));
        assertEquals(client.get("/api/jobs/" + id + "/transcript?format=srt"), browser.script("return saved['talk.srt']"));

        browser.click(browser.button("Delete talk.wav"));
        browser.click(browser.await("dialog[open] .danger"));
        browser.await("main.view-jobs");
        browser.open("transcript/" + id);
        browser.awaitText(".empty", "There is no such transcript");
        browser.assertNoErrors("status of 404");
    }

    @Test
    void onAPhoneTheNewCardComesIntoView() throws Exception {
        browser.look("light", PHONE, 740);
        browser.open("transcribe");
        browser.await("#files").sendKeys(withAPause("phone.wav").toString());
        WebElement card = browser.await(".transcript");
        browser.until("the card in view",
                () -> (Boolean) browser.script("const {top} = arguments[0].getBoundingClientRect(); return top >= 0 && top < innerHeight / 2", card));
        assertEquals(card, browser.driver().switchTo().activeElement());
        browser.await(".lines .stamp");
        String ring = (String) browser.script("const stamp = document.querySelector('.lines .stamp'); stamp.focus({focusVisible: true});"
                + " return getComputedStyle(stamp).outlineOffset");
        assertTrue(ring.startsWith("-"), "the ring lies inside of what would be clipped: " + ring);
    }

    @Test
    void aBatchStandsInItsOrderAndIsTakenAwayAtOnce() throws Exception {
        browser.driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", SAVED));
        browser.open("transcribe");
        Path first = Files.copy(Samples.named("digits"), data.resolve("first of a batch.wav"));
        Path second = Files.copy(Samples.named("hello-world"),
                data.resolve("A second name, which is so long that nobody sees the whole of it in one line, part 2.wav"));
        browser.await("#files").sendKeys(first + "\n" + second);
        browser.until("both", () -> browser.all(".transcript .badge.good").size() == 2);
        List<WebElement> names = browser.all(".transcript h2");
        assertEquals("first of a batch.wav", names.get(0).getText());
        assertTrue(names.get(1).getText().matches("A second name.*….*part 2\\.wav"), names.get(1).getText());
        assertEquals(second.getFileName().toString(), names.get(1).findElement(By.tagName("a")).getDomAttribute("title"));

        browser.click(browser.button("Download all as text"));
        String all = browser.until("the file", () -> (String) browser.script("return saved['transcripts.txt']"));
        assertTrue(all.matches("(?s)first of a batch\\.wav\\s+zero one .*A second name.*hello world\\s+"), all);
        browser.click(browser.button("Clear the list"));
        browser.awaitGone(".transcript");
        assertFalse(browser.find(".recent").getText().isEmpty(), "what is cleared from the list is kept");
    }

    /** Where no WebSocket comes through, what is asked for is up to date as well. */
    @Test
    void noConnectionIsCalledLostWhileAnswersCome() throws Exception {
        Object blocked = browser.driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source",
                "window.WebSocket = class extends EventTarget { constructor() { super(); setTimeout(() => this.onclose()); } close() {} };")).get("identifier");
        browser.open("transcribe");
        browser.script("window.banners = 0; new MutationObserver(() => { banners += document.querySelectorAll('.banner.lost').length; })"
                + ".observe(document.body, {childList: true, subtree: true})");
        browser.await("#files").sendKeys(withAPause("unheard.wav").toString());
        browser.awaitText(".transcript .badge", "done in");
        assertEquals(0L, browser.script("return banners"));
        browser.driver().executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", blocked));
    }

    @Test
    void anUnknownAddressLeadsToTheBeginning() {
        browser.open("bogus");
        browser.await("main.view-transcribe");
        assertTrue(browser.driver().getCurrentUrl().endsWith("#transcribe"));
    }
}
